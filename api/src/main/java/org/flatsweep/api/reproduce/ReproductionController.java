package org.flatsweep.api.reproduce;

import io.swagger.v3.oas.annotations.Operation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.TrialConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Tells how to get a trial's result once more. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class ReproductionController {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    ReproductionController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Operation(operationId = "reproduceTrial", summary = "The command that trains exactly this trial again")
    @GetMapping("/trials/{id}/reproduce")
    Reproduction reproduce(@PathVariable long id) {
        String server = ServletUriComponentsBuilder.fromCurrentContextPath().toUriString();
        return jdbc.sql("""
                        select t.id, t.config, r.trial_id is not null as has_result, r.provenance, r.train_loss,
                               r.validation_loss, r.validation_accuracy, r.test_loss, r.test_accuracy
                        from trial t left join result r on r.trial_id = t.id
                        where t.id = :id""")
                .param("id", id)
                .query((row, i) -> read(row, server))
                .optional()
                .orElseThrow(() -> Problem.notFound("trial", id));
    }

    private static Reproduction read(ResultSet row, String server) throws SQLException {
        long id = row.getLong("id");
        Map<String, Object> config = TrialConfig.fromMap(map(row, "config")).toMap();
        String command = "./flatsweep reproduce %d --server %s".formatted(id, server);
        if (!row.getBoolean("has_result")) {
            return new Reproduction(id, command, config, null, null);
        }
        Map<String, Object> provenance = map(row, "provenance");
        return new Reproduction(id, command + where(provenance), config, provenance, new Reproduction.Expected(
                row.getDouble("train_loss"), row.getDouble("validation_loss"), fraction(row, "validation_accuracy"),
                row.getDouble("test_loss"), fraction(row, "test_accuracy"),
                (String) provenance.get("parameters_sha256")));
    }

    /** On which of several GPUs makes no difference; on a CPU the number of threads decides how sums are split. */
    private static String where(Map<String, Object> provenance) {
        String device = String.valueOf(provenance.get("device"));
        if (device.startsWith("cuda")) {
            return " --device cuda";
        }
        return device.startsWith("cpu") ? " --device cpu --threads " + provenance.get("threads") : "";
    }

    private static Map<String, Object> map(ResultSet row, String column) throws SQLException {
        return JSON.readValue(row.getString(column), new TypeReference<>() {});
    }

    private static @Nullable Double fraction(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Double.class);
    }
}
