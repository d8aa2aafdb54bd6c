package dev.sluice.storage.jdbc.journal;

import dev.sluice.storage.jdbc.sql.Columns;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Single values as bytes of the journal; {@link FieldReader} is its mirror. Not thread-safe. */
class FieldWriter {
  final DataOutputStream out;

  FieldWriter(DataOutputStream out) {
    this.out = out;
  }

  void id(UUID id) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  void text(String text) throws IOException {
    // As the columns will hold it: what is replayed equals what was inserted.
    byte[] utf8 = Columns.text(text).getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  void constant(Enum<?> constant) throws IOException {
    text(constant.name());
  }

  void moment(Instant moment) throws IOException {
    out.writeLong(moment.getEpochSecond());
    out.writeInt(moment.getNano());
  }

  void span(Duration span) throws IOException {
    out.writeLong(span.toNanos());
  }

  <T> void optional(Optional<T> value, Part<T> part) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      part.write(value.get());
    }
  }

  <T> void list(List<T> values, Part<T> part) throws IOException {
    out.writeInt(values.size());
    for (T value : values) {
      part.write(value);
    }
  }

  interface Part<T> {
    void write(T value) throws IOException;
  }
}
