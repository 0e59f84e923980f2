-- migrate:up
-- An organisation's own exercises and templates are listed as its clinics, staff and partners are.
ALTER TABLE rm.house_member DROP CONSTRAINT house_member_kind_check;
ALTER TABLE rm.house_member ADD CONSTRAINT house_member_kind_check
  CHECK (kind IN ('clinic', 'staff', 'partner', 'exercise', 'template'));

-- migrate:down
DELETE FROM rm.house_member WHERE kind IN ('exercise', 'template');
ALTER TABLE rm.house_member DROP CONSTRAINT house_member_kind_check;
ALTER TABLE rm.house_member ADD CONSTRAINT house_member_kind_check CHECK (kind IN ('clinic', 'staff', 'partner'));
