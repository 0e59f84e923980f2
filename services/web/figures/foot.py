"""A bare left foot from near, from its inner side, where the arch is. Lengths are in foot lengths."""

from services.web.figures.view import Disc, Shape


def bare_foot(short: float) -> tuple[Shape, ...]:
    """Lower leg, heel, arch and toes on the floor; `short` from 0, at rest, to 1, the ball drawn to the heel."""
    leg, ankle, heel = Disc(-0.2, 1, 0.16), Disc(-0.19, 0.36, 0.125), Disc(-0.29, 0.125, 0.125)
    instep = Disc(0.06 - 0.03 * short, 0.2 + 0.07 * short, 0.115)
    ball = Disc(0.42 - 0.07 * short, 0.09, 0.09)
    toe = Disc(0.66 - 0.07 * short, 0.06, 0.06)
    whole = ((leg, ankle), (ankle, heel), (ankle, instep), (heel, Disc(-0.14, 0.2, 0.1)), (instep, ball), (ball, toe))
    arch = ((Disc(-0.08, 0.245 + 0.03 * short, 0.1), instep), (instep, ball))
    floor = (Disc(-0.55, -0.025, 0.022), Disc(0.85, -0.025, 0.022))
    return (
        Shape((floor,), "floor", 9),
        Shape(whole, "near", 1, part="foot"),
        Shape(arch, "work-part", 0, part="foot"),
    )
