-- Who may ask the API. A token is 256 random bits, so its plain hash says nothing of it: whoever reads this table can
-- use none of them.
create table access_token (
    id           bigint      generated always as identity primary key,
    name         text        not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    scope        text        not null check (scope in ('read', 'submit', 'admin')),
    sha256       text        not null unique,
    created_at   timestamptz not null default now(),
    created_by   text,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);
create unique index access_token_name on access_token (name) where revoked_at is null;
comment on table access_token is 'Bearer tokens of the API; docs/security.md tells how they are made and revoked';
comment on column access_token.scope is 'Each includes those before it: read, submit, admin';
comment on column access_token.sha256 is 'Of the token as it is sent, in hexadecimal digits';
comment on column access_token.created_by is 'The token that asked for it; null where none did';
comment on column access_token.last_used_at is 'Written at most once a minute';
