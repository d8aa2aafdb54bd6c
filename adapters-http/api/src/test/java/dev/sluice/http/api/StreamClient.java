package dev.sluice.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a stream of server-sent events; holds each to the document. */
public final class StreamClient implements AutoCloseable {
  /** One event; data is a job. */
  public record Event(String id, String name, JsonNode data) {
    public String job() {
      return data.get("id").textValue();
    }

    public String status() {
      return data.get("status").textValue();
    }
  }

  private final Socket socket;
  private final BufferedReader lines;
  private final List<String> head = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  /** With HTTP/1.0, where the body ends with the connection. */
  public StreamClient(RunningServer running, String path, String key) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), running.server.port());
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET %s HTTP/1.0\r\nHost: x\r\nx-api-key: %s\r\n\r\n"
              .formatted(path, key)
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
        head.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (status() != 200) {
      return;
    }
    Described.hold("GET", path, 200, this::header, new byte[0]);
  }

  public int status() {
    return Integer.parseInt(head.get(0).split(" ", 3)[1]);
  }

  public Optional<String> header(String name) {
    return head.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** The next event; empty at the end of the stream. */
  public Optional<Event> next() {
    String id = null;
    String name = null;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        text.append(line).append('\n');
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          JsonNode data = Json.tree(line.substring(6).getBytes(StandardCharsets.UTF_8));
          Described.validateEvent(data);
          return Optional.of(new Event(id, name, data));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that comes until an event of this job, and that one. */
  public List<Event> until(String job, String name) {
    List<Event> all = new ArrayList<>();
    while (true) {
      Event event = next().orElseThrow(() -> new AssertionError("the stream ended: " + all));
      all.add(event);
      if (event.job().equals(job) && event.name().equals(name)) {
        return all;
      }
    }
  }

  /** All that comes until the stream ends. */
  public List<Event> rest() {
    List<Event> all = new ArrayList<>();
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      all.add(event.get());
    }
    return all;
  }

  /** Every line of the body so far. */
  public String text() {
    return text.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
