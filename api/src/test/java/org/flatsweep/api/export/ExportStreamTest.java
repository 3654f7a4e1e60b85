package org.flatsweep.api.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;

/** What happens while a long export goes on. */
class ExportStreamTest extends ApiTest {

    private static final int ROWS = 300_000;
    private static final Export METRICS = new Export(1, Relation.METRICS);

    /** A row of the driver's takes some hundred bytes, so that all of them would take more than this several times over. */
    private static final long GROWTH_LIMIT = 32 << 20;

    @Autowired
    private Snapshots snapshots;

    @LocalServerPort
    private int port;

    @BeforeEach
    void longCurves() {
        submit(SIX_TRIALS);
        worker("w").claim(1, 30);
        jdbc.sql("""
                        insert into metric (trial_id, attempt, name, epoch, value)
                        select 1, 1, 'metric_' || e % 10, e, random() from generate_series(1, :rows) e""")
                .param("rows", ROWS).update();
    }

    @ParameterizedTest
    @CsvSource({"JSON, 4000000", "NDJSON, 4000000", "CSV, 4000000", "PARQUET, 200000"})
    void shouldNotGrowWithTheRows(RowFormat format, long bytesBetweenSamples) throws IOException {
        long before = HeapSamples.used();
        HeapSamples heap = new HeapSamples(bytesBetweenSamples);

        new ExportConverter(format, apiJdbc, snapshots).writeInternal(METRICS, new Message(heap));

        assertThat(heap.samples).hasSizeGreaterThan(8);
        assertThat(heap.leastNearTheEnd() - before).isLessThan(GROWTH_LIMIT);
    }

    @Test
    void shouldEndTheQueryWhenTheClientGoesAway() throws IOException {
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.getOutputStream().write(
                    "GET /api/v1/sweeps/1/export/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            client.getInputStream().readNBytes(1_000);
            assertThat(exporting()).hasSize(1);
        }
        await().untilAsserted(() -> assertThat(exporting()).isEmpty());
    }

    @Test
    void shouldCutTheConnectionWhenTheDatabaseBreaksOff() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d/api/v1/sweeps/1/export/metrics?format=csv".formatted(port));
        var response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            body.readNBytes(1_000);
            exporting().forEach(pid -> jdbc.sql("select pg_terminate_backend(:pid)").param("pid", pid).query().singleValue());
            assertThatIOException().isThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()));
        }
    }

    @Test
    void shouldReadEverythingAsOfOneMoment() throws IOException {
        snapshots.read(() -> {
            assertThat(metrics()).isEqualTo(ROWS);
            elsewhere(() -> worker("w").completeEpoch(1, 1, Map.of("lr", 0.1)));
            assertThat(metrics()).isEqualTo(ROWS);
        });
        assertThat(metrics()).isEqualTo(ROWS + 1);
    }

    /** As the API sees them in its transaction. */
    private long metrics() {
        return apiJdbc.sql("select count(*) from metric").query(Long.class).single();
    }

    @Test
    void shouldRefuseMoreExportsThanTheDatabaseHasConnectionsToSpareFor() throws IOException {
        nest(Snapshots.AT_A_TIME, () -> http.get().uri("/api/v1/sweeps/1/export/trials?format=csv").exchange()
                .expectStatus().isEqualTo(429)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectHeader().exists(HttpHeaders.RETRY_AFTER)
                .expectHeader().doesNotExist(HttpHeaders.CONTENT_DISPOSITION)
                .expectBody().jsonPath("$.detail").isEqualTo(
                        "4 exports are going on here, the most allowed; try again later"));
        http.get().uri("/api/v1/sweeps/1/export/trials?format=csv").exchange().expectStatus().isOk();
    }

    private void nest(int depth, Snapshots.Reading innermost) throws IOException {
        if (depth == 0) {
            innermost.run();
        } else {
            snapshots.read(() -> nest(depth - 1, innermost));
        }
    }

    private static void elsewhere(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connections that have read metrics in a transaction which is still open. */
    private List<Integer> exporting() {
        return jdbc.sql("select distinct pid from pg_locks where relation = 'metric'::regclass and pid <> pg_backend_pid()")
                .query(Integer.class).list();
    }

    /** Heap in use after a collection, each time so many bytes have come. */
    private static final class HeapSamples extends OutputStream {

        private final List<Long> samples = new ArrayList<>();
        private final long interval;
        private long bytes;

        HeapSamples(long interval) {
            this.interval = interval;
        }

        static long used() {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }

        /** A collection may be put off while others use the heap, but not each time. */
        long leastNearTheEnd() {
            return Collections.min(samples.subList(samples.size() / 2, samples.size()));
        }

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            bytes += length;
            while (bytes > samples.size() * interval) {
                samples.add(used());
            }
        }
    }

    private record Message(OutputStream body, HttpHeaders headers) implements HttpOutputMessage {

        Message(OutputStream body) {
            this(body, new HttpHeaders());
        }

        @Override
        public OutputStream getBody() {
            return body;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
