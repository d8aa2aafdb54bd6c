package dev.sluice.http.api;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Objects in memory whose links lead to the server under test; a signature is the path's length.
 */
public final class MemoryObjects implements ArtifactStore, LinkedObjects {
  public static final Instant MODIFIED = Instant.parse("2026-11-20T10:15:30.500Z");

  private static final class Stored {
    private final byte[] bytes;
    private final String type;

    Stored(byte[] bytes, String type) {
      this.bytes = bytes;
      this.type = type;
    }
  }

  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  public final AtomicInteger open = new AtomicInteger();
  public volatile SluiceException trouble;

  /** From this position on, bytes that were there a moment ago are gone. */
  public volatile long lost = Long.MAX_VALUE;

  public void put(String path, byte[] bytes, String type) {
    objects.put(path, new Stored(bytes, type));
  }

  /** The path and query of a valid link. */
  public static String link(String path) {
    String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
    return PREFIX + encoded.replace("%2F", "/") + "?expires=99&signature=" + path.length();
  }

  @Override
  public ArtifactSink create(
      ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor) {
    return new Sink(path.value(), type.value());
  }

  @Override
  public boolean exists(ObjectPath path) {
    return objects.containsKey(path.value());
  }

  @Override
  public URI link(ObjectPath path, Duration validity) {
    return URI.create("http://objects.example" + link(path.value()));
  }

  @Override
  public void delete(ObjectPath path) {
    objects.remove(path.value());
  }

  @Override
  public void check() {
    if (trouble != null) {
      throw new SluiceException(trouble.code(), trouble.getMessage());
    }
  }

  @Override
  public Optional<LinkedObject> open(String path, String expires, String signature) {
    Stored stored = objects.get(path);
    boolean valid = expires.equals("99") && signature.equals("" + path.length());
    if (stored == null || !valid) {
      return Optional.empty();
    }
    open.incrementAndGet();
    return Optional.of(new Opened(path.substring(path.lastIndexOf('/') + 1), stored));
  }

  private final class Opened implements LinkedObject {
    private final String name;
    private final Stored stored;

    Opened(String name, Stored stored) {
      this.name = name;
      this.stored = stored;
    }

    @Override
    public String fileName() {
      return name;
    }

    @Override
    public String contentType() {
      return stored.type;
    }

    @Override
    public long size() {
      return stored.bytes.length;
    }

    @Override
    public Instant modifiedAt() {
      return MODIFIED;
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      int size = (int) Math.min(stored.bytes.length, lost);
      if (position >= size) {
        return -1;
      }
      int length = Math.min(buffer.remaining(), size - (int) position);
      buffer.put(stored.bytes, (int) position, length);
      return length;
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  private final class Sink implements ArtifactSink {
    private final String path;
    private final String type;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Sink(String path, String type) {
      this.path = path;
      this.type = type;
    }

    @Override
    public void begin(int head) {
      bytes.reset();
    }

    @Override
    public void write(ByteBuffer buffer) {
      byte[] taken = new byte[buffer.remaining()];
      buffer.get(taken);
      bytes.writeBytes(taken);
    }

    @Override
    public void rewrite(long position, ByteBuffer buffer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long written() {
      return bytes.size();
    }

    @Override
    public long commit() {
      put(path, bytes.toByteArray(), type);
      return bytes.size();
    }

    @Override
    public void close() {}
  }
}
