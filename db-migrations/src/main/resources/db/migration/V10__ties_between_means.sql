-- Means over seeds that are equal differ in the last bit when their terms differ: 139/145 and 141/145, 140/145 twice.
-- Accuracies of even 100,000 images over 1,000 seeds are further apart than the twelfth decimal.
create or replace view ranked_configuration as
select c.*,
       count(*) over cell as configurations,
       count(*) filter (where seeds_missing > 0) over cell as configurations_incomplete,
       greatest(count(score) over (partition by sweep_id, dataset, model, method, score) - 1, 0) as ties,
       row_number() over (
           partition by sweep_id, dataset, model, method
           order by seeds_missing = 0 desc, score desc nulls last, first_number) as rank
from (
    select *, round(coalesce(validation_elbo, validation_accuracy)::numeric, 12)::double precision as score
    from evaluated_configuration
) c
window cell as (partition by sweep_id, dataset, model, method);
