package dev.sluice.core.shared;

import dev.sluice.core.port.web.WebClient;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A response with headers and nothing else. */
record HeadersOnly(Map<String, String> all) implements WebClient.Response {
  /** The names and values, in turns. */
  static HeadersOnly of(String... namesAndValues) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new HeadersOnly(all);
  }

  @Override
  public int status() {
    return 429;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(all.get(name));
  }

  @Override
  public List<String> headers(String name) {
    return header(name).stream().toList();
  }

  @Override
  public URI uri() {
    return URI.create("http://here.example/");
  }

  @Override
  public InputStream body() {
    return InputStream.nullInputStream();
  }

  @Override
  public void close() {}
}
