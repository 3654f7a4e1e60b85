package org.flatsweep.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flatsweep.deploy.RenderedChart.at;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HelmChartTest {

    private static final String DATABASE = "database.existingSecret=flatsweep-database";
    private static final String GPU = "workers.pools.gpu.enabled=true";
    private static final String AUTOSCALED = "workers.defaults.autoscaling.enabled=true";
    private static final String INGRESS = "api.ingress.enabled=true";
    private static final String HOST = "api.ingress.host=flatsweep.example";
    private static final String ADMITTED = "networkPolicy.apiFrom[0].namespaceSelector.matchLabels.name=ingress";
    private static final String MEASURED = "networkPolicy.metersFrom[0].namespaceSelector.matchLabels.name=monitoring";
    private static final String TRACED = "api.env.OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318";
    private static final String COLLECTOR = "networkPolicy.moreEgress[0].ports[0].port=4318";

    /** Kinds that are not Kubernetes' own, which its client does not know. */
    private static final Set<String> ADDED_KINDS = Set.of("ScaledObject", "TriggerAuthentication", "ServiceMonitor");

    @RegisterExtension
    static final TestDatabase SWEEPS = new TestDatabase();

    @TempDir
    private Path workspace;

    static Stream<List<String>> installations() {
        return Stream.of(
                List.of(DATABASE),
                List.of(DATABASE, GPU, "workers.pools.cpu.enabled=false", "datasets.existingClaim=datasets",
                        "checkpoints.existingClaim=checkpoints"),
                List.of(DATABASE, GPU, AUTOSCALED, "keda.secret=queue-reader"),
                List.of(DATABASE, AUTOSCALED, "workers.defaults.autoscaling.trigger=prometheus"),
                List.of(DATABASE, "workers.pools.h100.image=flatsweep-worker-cuda", "workers.pools.h100.gpus=1",
                        "workers.pools.h100.env.FLATSWEEP_LEASE=60s", "workers.pools.h100.nodeSelector.gpu=h100",
                        "workers.pools.h100.runtimeClassName=nvidia", "workers.pools.h100.priorityClassName=batch"),
                List.of(DATABASE, INGRESS, HOST,
                        "api.ingress.tlsSecret=tls", ADMITTED, "serviceMonitor.enabled=true", MEASURED, "api.env.A=b",
                        "image.pullSecrets[0]=registry", "networkPolicy.databaseAt[0].ipBlock.cidr=10.0.0.5/32"),
                List.of(DATABASE, "database.caSecret=postgres-ca", "api.service.type=LoadBalancer", ADMITTED,
                        TRACED, COLLECTOR),
                List.of(DATABASE, "migrations.job=false", "networkPolicy.enabled=false", "logFormat="));
    }

    private RenderedChart render(List<String> values) {
        return RenderedChart.of(workspace, values.toArray(String[]::new));
    }

    @Test
    void passesHelmsStrictLinter() {
        LintResult lint = new Helm(RenderedChart.CHART).lint().strict().call();

        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void rendersObjectsThatKubernetesKnowsToTheLastField(List<String> values) {
        RenderedChart chart = render(values);

        assertThat(chart.objects()).isNotEmpty().allSatisfy(HelmChartTest::requireKnown);
    }

    private static void requireKnown(Map<?, ?> object) {
        String kind = (String) object.get("kind");
        if (ADDED_KINDS.contains(kind)) {
            return;
        }
        JsonElement json = new Gson().toJsonTree(object);
        assertThatCode(() -> {
            try {
                Class.forName("io.kubernetes.client.openapi.models.V1" + kind)
                        .getMethod("validateJsonElement", JsonElement.class)
                        .invoke(null, json);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }).as(kind).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("installations")
    void givesNoPodMoreThanItNeeds(List<String> values) {
        assertThat(render(values).pods()).isNotEmpty().allSatisfy(pod -> {
            assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
            assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
            Object container = at(pod, "containers", 0, "securityContext");
            assertThat(at(container, "allowPrivilegeEscalation")).isEqualTo(false);
            assertThat(at(container, "readOnlyRootFilesystem")).isEqualTo(true);
            assertThat(at(container, "capabilities", "drop")).isEqualTo(List.of("ALL"));
        });
    }

    @ParameterizedTest
    @MethodSource("installations")
    void runsAsTheUserOfTheImages(List<String> values) throws Exception {
        assertThat(Files.readString(Path.of("..", "Dockerfile"))).contains("USER 10001:10001");

        assertThat(render(values).pods()).allSatisfy(pod -> {
            assertThat(at(pod, "securityContext", "runAsUser")).isEqualTo(10001);
            assertThat(at(pod, "securityContext", "fsGroup")).isEqualTo(10001);
        });
    }

    @Test
    void givesWorkersTheTimeInWhichTheyDrain() throws Exception {
        String settings = Files.readString(Path.of("..", "worker/src/main/resources/application.properties"));
        String drain = find("spring.lifecycle.timeout-per-shutdown-phase=(\\d+)s", settings);

        Object pod = at(render(List.of(DATABASE)).only("Deployment", "lab-flatsweep-worker-cpu"),
                "spec", "template", "spec");

        assertThat((Integer) at(pod, "terminationGracePeriodSeconds")).isGreaterThan(Integer.parseInt(drain));
    }

    @Test
    void restartsAWorkerWhoseHeartbeatHangs() throws Exception {
        Object probe = at(render(List.of(DATABASE)).only("Deployment", "lab-flatsweep-worker-cpu"),
                "spec", "template", "spec", "containers", 0, "livenessProbe", "exec", "command");
        Path heartbeat = workspace.resolve("heartbeat");

        assertThat(exitCode(probe, heartbeat)).as("before the first beat").isZero();
        Files.createFile(heartbeat);
        assertThat(exitCode(probe, heartbeat)).isZero();
        Files.setLastModifiedTime(heartbeat, FileTime.from(Instant.now().minus(Duration.ofMinutes(4))));
        assertThat(exitCode(probe, heartbeat)).isEqualTo(1);
    }

    @Test
    void looksAtTheHeartbeatAsTheImageDoes() throws Exception {
        Object probe = at(render(List.of(DATABASE)).only("Deployment", "lab-flatsweep-worker-cpu"),
                "spec", "template", "spec", "containers", 0, "livenessProbe", "exec", "command");

        assertThat(Files.readString(Path.of("..", "Dockerfile")))
                .contains("FLATSWEEP_HEARTBEAT_FILE=/tmp/")
                .contains("CMD " + new Gson().newBuilder().disableHtmlEscaping().create().toJson(probe)
                        .replace("\",\"", "\", \""));
    }

    private static int exitCode(Object command, Path heartbeat) throws Exception {
        ProcessBuilder probe = new ProcessBuilder(((List<?>) command).stream().map(String.class::cast).toList());
        probe.environment().put("FLATSWEEP_HEARTBEAT_FILE", heartbeat.toString());
        return probe.start().waitFor();
    }

    @Test
    void givesEachWorkerOfTheGpuPoolItsGpu() {
        Object container = at(render(List.of(DATABASE, GPU)).only("Deployment", "lab-flatsweep-worker-gpu"),
                "spec", "template", "spec", "containers", 0);

        assertThat(at(container, "resources", "limits", "nvidia.com/gpu")).isEqualTo(1);
        assertThat((String) at(container, "image")).contains("flatsweep-worker-cuda:");
    }

    @Test
    void leavesItToTheImageThatGpusAreCountedAsNvidiaSmiDoes() throws Exception {
        assertThat(Files.readString(Path.of("..", "Dockerfile"))).contains("CUDA_DEVICE_ORDER=PCI_BUS_ID");
        assertThat(at(render(List.of(DATABASE, GPU)).only("Deployment", "lab-flatsweep-worker-gpu"),
                "spec", "template", "spec", "containers", 0, "env").toString()).doesNotContain("CUDA_DEVICE_ORDER");
    }

    @Test
    void migratesBeforeAnythingElseUnderItsOwnRole() throws Exception {
        Object job = render(List.of(DATABASE, "database.migrateSecret=owner")).only("Job", "lab-flatsweep-migrate");

        assertThat(at(job, "metadata", "annotations", "helm.sh/hook-of")).isEqualTo("pre-install,pre-upgrade");
        Object container = at(job, "spec", "template", "spec", "containers", 0);
        assertThat(at(container, "args")).isEqualTo(List.of("migrate"));
        assertThat(at(container, "env", 0, "valueFrom", "secretKeyRef", "name")).isEqualTo("owner");
    }

    @Test
    void showsEachPodTheSecretOfItsOwnRoleAlone() {
        RenderedChart chart = render(List.of(
                "database.migrateSecret=owner", "database.apiSecret=api", "database.workerSecret=worker",
                "keda.secret=scaler", AUTOSCALED));

        assertThat(secrets(chart.only("Job", "lab-flatsweep-migrate"))).containsOnly("owner");
        assertThat(secrets(chart.only("Deployment", "lab-flatsweep-api"))).containsOnly("api");
        assertThat(secrets(chart.only("Deployment", "lab-flatsweep-worker-cpu"))).containsOnly("worker");
        assertThat(at(chart.only("TriggerAuthentication", "lab-flatsweep-queue"), "spec", "secretTargetRef", 0, "name"))
                .isEqualTo("scaler");
    }

    @Test
    void givesKedaTheLoginOfNobodyElse() {
        assertThatThrownBy(() -> render(List.of("database.migrateSecret=owner", "database.apiSecret=api",
                "database.workerSecret=worker", AUTOSCALED))).hasMessageContaining("keda.secret is the name");
    }

    /** Where a url with sslmode and no sslrootcert has it looked for: TlsTest. */
    @Test
    void givesEveryPodTheAuthorityOfTheDatabaseWhereItsDriverLooks() throws IOException {
        String home = find("WORKDIR (/home/\\w+)\n", Files.readString(Path.of("..", "Dockerfile")));

        assertThat(render(List.of(DATABASE, GPU, "database.caSecret=postgres-ca")).pods()).hasSize(4)
                .allSatisfy(pod -> {
                    Map<?, ?> mount = named("database-ca", at(pod, "containers", 0, "volumeMounts"));
                    assertThat(at(mount, "mountPath")).isEqualTo(home + "/.postgresql");
                    assertThat(at(mount, "readOnly")).isEqualTo(true);
                    Object secret = at(named("database-ca", at(pod, "volumes")), "secret");
                    assertThat(at(secret, "secretName")).isEqualTo("postgres-ca");
                    assertThat(at(secret, "items", 0)).isEqualTo(Map.of("key", "ca.crt", "path", "root.crt"));
                });
    }

    private static Map<?, ?> named(String name, Object list) {
        return ((List<?>) list).stream()
                .map(entry -> (Map<?, ?>) entry)
                .filter(entry -> name.equals(entry.get("name")))
                .reduce((one, another) -> {
                    throw new AssertionError("more than one is named " + name);
                })
                .orElseThrow();
    }

    private static String find(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    private static List<Object> secrets(Map<?, ?> object) {
        List<?> environment = (List<?>) at(object, "spec", "template", "spec", "containers", 0, "env");
        return environment.stream()
                .map(variable -> ((Map<?, ?>) variable).get("valueFrom"))
                .filter(Objects::nonNull)
                .map(source -> at(source, "secretKeyRef", "name"))
                .toList();
    }

    @Test
    void letsInWhomTheIngressSendsAndThePrometheusThatMeasures() {
        Object policy = render(List.of(DATABASE, INGRESS, HOST, ADMITTED, "serviceMonitor.enabled=true", MEASURED))
                .only("NetworkPolicy", "lab-flatsweep-api");

        assertThat(at(policy, "spec", "ingress", 0, "from")).isEqualTo(List.of(
                Map.of("namespaceSelector", Map.of("matchLabels", Map.of("name", "ingress")))));
        assertThat(at(policy, "spec", "ingress", 1, "from")).isEqualTo(List.of(
                Map.of("namespaceSelector", Map.of("matchLabels", Map.of("name", "monitoring")))));
    }

    static Stream<Arguments> blockedByTheirOwnPolicies() {
        return Stream.of(
                Arguments.of(List.of(INGRESS, HOST), "networkPolicy.apiFrom"),
                Arguments.of(List.of("api.service.type=LoadBalancer"), "networkPolicy.apiFrom"),
                Arguments.of(List.of("api.service.type=NodePort"), "networkPolicy.apiFrom"),
                Arguments.of(List.of("serviceMonitor.enabled=true"), "networkPolicy.metersFrom"),
                Arguments.of(List.of(TRACED), "networkPolicy.moreEgress"),
                Arguments.of(List.of(TRACED.replace("api.env", "workers.defaults.env")), "networkPolicy.moreEgress"));
    }

    @ParameterizedTest
    @MethodSource("blockedByTheirOwnPolicies")
    void refusesWhatItsOwnNetworkPoliciesWouldBlock(List<String> values, String missing) {
        List<String> all = new ArrayList<>(values);
        all.add(DATABASE);

        assertThatThrownBy(() -> render(all)).hasMessageContaining(missing + " has to");
        all.add("networkPolicy.enabled=false");
        assertThatCode(() -> render(all)).doesNotThrowAnyException();
    }

    @Test
    void letsTheApiAndWorkersReachWhatElseTheyAreToReach() {
        RenderedChart chart = render(List.of(DATABASE, TRACED, COLLECTOR));

        assertThat(ports(chart, "lab-flatsweep-api")).containsExactly(53, 53, 5432, 4318);
        assertThat(ports(chart, "lab-flatsweep-worker-cpu")).containsExactly(53, 53, 5432, 4318);
        assertThat(ports(chart, "lab-flatsweep-migrate")).containsExactly(53, 53, 5432);
    }

    private static List<Object> ports(RenderedChart chart, String policy) {
        return ((List<?>) at(chart.only("NetworkPolicy", policy), "spec", "egress")).stream()
                .flatMap(rule -> ((List<?>) at(rule, "ports")).stream())
                .map(port -> at(port, "port"))
                .toList();
    }

    @Test
    void publishesThePortThatAsksForATokenAlone() {
        RenderedChart chart = render(List.of(DATABASE, "api.service.type=LoadBalancer", ADMITTED));

        assertThat(chart.ofKind("Service")).filteredOn(service -> !at(service, "spec", "type").equals("ClusterIP"))
                .singleElement()
                .satisfies(service -> assertThat((List<?>) at(service, "spec", "ports"))
                        .singleElement().satisfies(port -> assertThat(at(port, "targetPort")).isEqualTo("http")));
        assertThat(at(chart.only("Service", "lab-flatsweep-api-management"), "spec", "ports", 0, "targetPort"))
                .isEqualTo("management");
    }

    @Test
    void hasPrometheusKnowTheApiByTheNameInTheAlerts() throws IOException {
        String job = find("job=\"([^\"]+)\"", Files.readString(Path.of("prometheus", "alerts.yml")));

        Object monitor = render(List.of(DATABASE, "serviceMonitor.enabled=true", MEASURED))
                .only("ServiceMonitor", "lab-flatsweep-api");

        assertThat(at(monitor, "spec", "endpoints", 0, "relabelings", 0))
                .isEqualTo(Map.of("targetLabel", "job", "replacement", job));
    }

    @Test
    void leavesNothingOfAMigrationThatSucceeded() {
        assertThat(render(List.of(DATABASE)).objects())
                .filteredOn(object -> at(object, "metadata", "name").equals("lab-flatsweep-migrate"))
                .hasSize(3)
                .allSatisfy(object -> assertThat((String) at(object, "metadata", "annotations",
                        "helm.sh/hook-delete-policy")).contains("hook-succeeded"));
    }

    @Test
    void isOfTheVersionThatIsBuilt() throws IOException {
        String built = find("<artifactId>flatsweep</artifactId>\\s*<version>(.+?)(?:-SNAPSHOT)?</version>",
                Files.readString(Path.of("..", "pom.xml")));

        assertThat(render(List.of(DATABASE)).pods()).allSatisfy(pod ->
                assertThat((String) at(pod, "containers", 0, "image")).endsWith(":" + built));
    }

    @Test
    void leavesTheNumberOfWorkersToKedaWhereItScalesThem() {
        RenderedChart chart = render(List.of(DATABASE, AUTOSCALED));

        assertThat(at(chart.only("Deployment", "lab-flatsweep-worker-cpu"), "spec", "replicas")).isNull();
        assertThat(at(chart.only("ScaledObject", "lab-flatsweep-worker-cpu"), "spec", "scaleTargetRef", "name"))
                .isEqualTo("lab-flatsweep-worker-cpu");
    }

    @Test
    void asksForAsManyWorkersAsThereAreTrialsForThem() throws SQLException {
        sweeps(statement -> {
            sweep(statement, 1, "gpu_bytes", "null", "PENDING", "PENDING", "RUNNING", "SUCCEEDED");
            sweep(statement, 2, "gpu_bytes", "0", "PENDING", "PENDING");
        });

        assertThat(wanted("cpu")).isEqualTo(3);
        assertThat(wanted("gpu")).isEqualTo(2);
        assertThat(wanted("all")).isEqualTo(5);
    }

    @Test
    void asksForNoMoreWorkersThanTheSweepMayHaveTrialsInTraining() throws SQLException {
        sweeps(statement -> {
            sweep(statement, 1, "max_parallel", "2", "RUNNING", "PENDING", "PENDING", "PENDING", "PENDING");
            sweep(statement, 2, "max_parallel", "1", "RUNNING", "RUNNING", "PENDING");
        });

        assertThat(wanted("cpu")).isEqualTo(4);
    }

    @Test
    void asksForNoWorkerForTrialsThatNoneWouldBeGiven() throws SQLException {
        sweeps(statement -> {
            sweep(statement, 1, "paused_at", "now()", "PENDING");
            sweep(statement, 2, "cancelled_at", "now()", "PENDING");
            sweep(statement, 3, "open", "false", "SUCCEEDED");
            sweep(statement, 4, "open", "true", "PENDING", "PENDING", "PENDING");
            statement.execute("update trial set paused_at = now() where sweep_id = 4 and number = 0");
            statement.execute("""
                    update trial set attempt = 1, available_at = now() + interval '1 minute'
                    where sweep_id = 4 and number = 1""");
        });

        assertThat(wanted("cpu")).isEqualTo(1);
    }

    @Test
    void countsNoFurtherThanThePoolCouldGrow() throws SQLException {
        sweeps(statement -> sweep(statement, 1, "open", "true",
                "PENDING", "PENDING", "PENDING", "PENDING", "PENDING", "PENDING", "PENDING"));

        assertThat(wanted("cpu", "workers.pools.cpu.autoscaling.maxReplicas=3",
                "workers.pools.cpu.autoscaling.trialsPerWorker=2")).isEqualTo(6);
    }

    private interface Filling {

        void fill(Statement statement) throws SQLException;
    }

    private static void sweeps(Filling filling) throws SQLException {
        try (Connection connection = SWEEPS.connect(); Statement statement = connection.createStatement()) {
            statement.execute("truncate sweep restart identity cascade");
            filling.fill(statement);
        }
    }

    private static void sweep(Statement statement, int id, String columns, String values, String... states)
            throws SQLException {
        statement.execute("""
                insert into sweep (id, name, definition, request_hash, %s) overriding system value
                values (%d, 's', '{}', 'h', %s)""".formatted(columns, id, values));
        for (int number = 0; number < states.length; number++) {
            statement.execute("""
                    insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash,
                                       identity, epochs, state, worker_id, lease_until, finished_at)
                    select %1$d, %2$d, '{}', 'sgd', 'digits', 'wrn', %2$d, 'c', '%1$d-%2$d', 1, state,
                           case state when 'RUNNING' then 'w' end, case state when 'RUNNING' then now() end,
                           case state when 'SUCCEEDED' then now() end
                    from (values ('%3$s')) as of (state)""".formatted(id, number, states[number]));
        }
    }

    /** What KEDA is told of the pool, with no more rights than it needs. */
    private int wanted(String pool, String... values) throws SQLException {
        List<String> all =
                new ArrayList<>(List.of(DATABASE, GPU, AUTOSCALED, "workers.pools.all.autoscaling.trials=any"));
        all.addAll(List.of(values));
        Object trigger = at(render(all).only("ScaledObject", "lab-flatsweep-worker-" + pool), "spec", "triggers", 0);
        DatabaseAddress scaler = SWEEPS.as(TestDatabase.SCALER);
        try (Connection connection =
                        DriverManager.getConnection(scaler.jdbcUrl(), scaler.user(), scaler.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery((String) at(trigger, "metadata", "query"))) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void refusesToGuessWhereTheDatabaseIs() {
        assertThatThrownBy(() -> render(List.of())).hasMessageContaining("database.existingSecret is the name");
    }

    @Test
    void refusesAMisspeltValue() {
        assertThatThrownBy(() -> render(List.of(DATABASE, "workers.pools.cpu.replica=3")))
                .hasMessageContaining("replica");
    }
}
