package dev.sluice.storage.jdbc.journal;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what {@link FieldWriter} wrote. Not thread-safe. */
class FieldReader {
  final DataInputStream in;

  FieldReader(DataInputStream in) {
    this.in = in;
  }

  UUID id() throws IOException {
    long most = in.readLong();
    return new UUID(most, in.readLong());
  }

  String text() throws IOException {
    byte[] utf8 = in.readNBytes(in.readInt());
    return new String(utf8, StandardCharsets.UTF_8);
  }

  Instant moment() throws IOException {
    long seconds = in.readLong();
    return Instant.ofEpochSecond(seconds, in.readInt());
  }

  Duration span() throws IOException {
    return Duration.ofNanos(in.readLong());
  }

  <T> Optional<T> optional(Part<T> part) throws IOException {
    return in.readBoolean() ? Optional.of(part.read()) : Optional.empty();
  }

  <T> List<T> list(Part<T> part) throws IOException {
    int size = in.readInt();
    List<T> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(part.read());
    }
    return values;
  }

  interface Part<T> {
    T read() throws IOException;
  }
}
