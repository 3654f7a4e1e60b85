-- Whose a worker's row is: a second process under its id, which is refused, must neither say that the first has stopped
-- nor be refused itself for a row that it has made and never heard of.
alter table worker add process uuid;
comment on column worker.process is 'Made up by each process that works under the id; null where none has since there is this column';
