-- The logins of API nodes and of workers, and of what scales workers where that has a password: members of the roles that
-- the migrations make, with the passwords that the environment gives them. For psql 15 or later, as the owner; again
-- whenever a password is to change.
\set ON_ERROR_STOP on
\getenv api_password DATABASE_API_PASSWORD
\getenv worker_password DATABASE_WORKER_PASSWORD
\getenv scaler_password DATABASE_SCALER_PASSWORD

select format('create role %I login in role %I', role || '_login', role)
from unnest(array['flatsweep_api', 'flatsweep_worker']) role
where not exists (select from pg_roles where rolname = role || '_login')
\gexec

alter role flatsweep_api_login password :'api_password';
alter role flatsweep_worker_login password :'worker_password';

\if :{?scaler_password}
select 'create role flatsweep_scaler_login login in role flatsweep_scaler'
where not exists (select from pg_roles where rolname = 'flatsweep_scaler_login')
\gexec

alter role flatsweep_scaler_login password :'scaler_password';
\endif
