package org.flatsweep.api.events;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads server-sent events as a browser does. */
final class EventClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    record Received(String id, String event, JsonNode data) {}

    private final Stream<String> lines;
    private final BlockingQueue<Received> events = new LinkedBlockingQueue<>();

    private EventClient(Stream<String> lines) {
        this.lines = lines;
    }

    static EventClient open(URI uri, String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<Stream<String>> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
        EventClient client = new EventClient(response.body());
        Thread reader = new Thread(client::read, "event-client");
        reader.setDaemon(true);
        reader.start();
        return client;
    }

    private void read() {
        try {
            String id = null;
            String event = null;
            for (Iterator<String> line = lines.iterator(); line.hasNext();) {
                String[] field = line.next().split(":", 2);
                switch (field[0]) {
                    case "id" -> id = field[1];
                    case "event" -> event = field[1];
                    case "data" -> events.add(new Received(id, event, JsonMapper.shared().readTree(field[1])));
                    default -> { }
                }
            }
        } catch (RuntimeException e) {
            // Closed by the test.
        }
    }

    /** The next event of one of these kinds; others before it are dropped. */
    Received next(String... kinds) throws InterruptedException {
        while (true) {
            Received received = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (received == null) {
                throw new AssertionError("no event of %s within %s".formatted(List.of(kinds), PATIENCE));
            }
            if (List.of(kinds).contains(received.event())) {
                return received;
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
