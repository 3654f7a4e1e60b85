package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/** An API with set answers, and the command line as a user runs it on that. */
final class StubApi implements AutoCloseable {

    /** An answer that stands for an API without its database, or a gateway without an API. */
    static final String AWAY = "{\"detail\": \"away\"}";

    private final HttpServer server;
    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private Optional<Gateway> gateway = Optional.empty();

    /** A proxy that answers everything itself. */
    private record Gateway(int status, String header, String value, String body) {}

    /** What the user sees. */
    record Outcome(int exitCode, String out, String err) {}

    StubApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    ApiClient client() {
        return new ApiClient(URI.create(address()), Optional.empty());
    }

    /**
     * @param request as {@code GET /api/v1/workers}
     * @param bodies one after the other, the last again and again
     */
    StubApi on(String request, String... bodies) {
        answers.put(request, new ArrayDeque<>(List.of(bodies)));
        return this;
    }

    /** From now on a page for people is all that there is here, with one header more. */
    StubApi behindGateway(int status, String header, String value) {
        gateway = Optional.of(new Gateway(status, header, value, "<html>the gateway's</html>"));
        return this;
    }

    /** From now on this JSON is all that there is here. */
    StubApi behindAnother(String json) {
        gateway = Optional.of(new Gateway(200, "Content-Type", "application/json", json));
        return this;
    }

    /**
     * In order, with the body where there was one: {@code POST /api/v1/sweeps/preview name: x}, or with the id of the
     * last event seen: {@code GET /api/v1/sweeps/8/events after s-2}.
     */
    List<String> requests() {
        return requests;
    }

    /** What requests had in that header, of those that had it. */
    List<String> authorizations() {
        return authorizations;
    }

    /** Runs the command line with its {@code --server} this one. */
    Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", address()));
        return execute(all.toArray(String[]::new));
    }

    static Outcome execute(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            CommandLine flatsweep = Flatsweep.commandLine().setErr(new PrintWriter(err, true));
            int exitCode = flatsweep.execute(arguments);
            return new Outcome(exitCode, out.toString(UTF_8), err.toString());
        } finally {
            System.setOut(before);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String lastEvent = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        requests.add((request + " " + sent + (lastEvent == null ? "" : "after " + lastEvent)).strip());
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).ifPresent(authorizations::add);
        if (gateway.isPresent()) {
            byte[] page = gateway.get().body().getBytes(UTF_8);
            exchange.getResponseHeaders().set(gateway.get().header(),
                    gateway.get().value().replace("PATH", exchange.getRequestURI().toString()));
            exchange.sendResponseHeaders(gateway.get().status(), page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
            return;
        }
        Deque<String> bodies = answers.get(request);
        String body = bodies == null
                ? "{\"detail\": \"no answer is set for %s\"}".formatted(request)
                : bodies.size() > 1 ? bodies.poll() : bodies.peek();
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(bodies == null ? 404 : body.equals(AWAY) ? 503 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
