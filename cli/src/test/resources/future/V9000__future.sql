select 1; -- of a version yet to come
