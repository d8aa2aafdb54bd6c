package dev.sluice.storage.jdbc.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.storage.jdbc.sql.Columns;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes one JSON object, member by member. Members without a value, false flags and empty lists
 * are left out. Not thread-safe.
 */
public final class ObjectWriter {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes the members of one object. */
  @FunctionalInterface
  public interface Members {
    void write(ObjectWriter out) throws IOException;
  }

  private final JsonGenerator json;
  private final int longestText;

  private ObjectWriter(JsonGenerator json, int longestText) {
    this.json = json;
    this.longestText = longestText;
  }

  /** Returns an object as text. Texts longer than {@code longestText} characters are cut. */
  public static String toText(int longestText, Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      new ObjectWriter(json, longestText).object(members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void object(Members members) throws IOException {
    json.writeStartObject();
    members.write(this);
    json.writeEndObject();
  }

  public ObjectWriter text(String name, String value) throws IOException {
    json.writeStringField(name, storable(value));
    return this;
  }

  private String storable(String value) {
    return Columns.storable(value.length() > longestText ? value.substring(0, longestText) : value);
  }

  public ObjectWriter text(String name, Optional<String> value) throws IOException {
    return value.isPresent() ? text(name, value.get()) : this;
  }

  public ObjectWriter number(String name, long value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  public ObjectWriter number(String name, Optional<? extends Number> value) throws IOException {
    return value.isPresent() ? number(name, value.get().longValue()) : this;
  }

  public ObjectWriter decimal(String name, double value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  public ObjectWriter flag(String name, boolean value) throws IOException {
    if (value) {
      json.writeBooleanField(name, true);
    }
    return this;
  }

  /** Writes an enum constant by its name. */
  public ObjectWriter constant(String name, Enum<?> value) throws IOException {
    return text(name, value.name());
  }

  public ObjectWriter constant(String name, Optional<? extends Enum<?>> value) throws IOException {
    return value.isPresent() ? constant(name, value.get()) : this;
  }

  /** Writes an instant, rounded down to the microseconds that the tables hold. */
  public ObjectWriter instant(String name, Instant value) throws IOException {
    return text(name, Columns.micros(value).toString());
  }

  public ObjectWriter instant(String name, Optional<Instant> value) throws IOException {
    return value.isPresent() ? instant(name, value.get()) : this;
  }

  /** Writes a duration in nanoseconds. */
  public ObjectWriter duration(String name, Optional<Duration> value) throws IOException {
    return value.isPresent() ? number(name, value.get().toNanos()) : this;
  }

  public ObjectWriter id(String name, UUID value) throws IOException {
    return text(name, value.toString());
  }

  public ObjectWriter id(String name, Optional<UUID> value) throws IOException {
    return value.isPresent() ? id(name, value.get()) : this;
  }

  /** Writes a URL as it is stored. It is never cut. */
  public ObjectWriter url(String name, SealedUrl value) throws IOException {
    json.writeStringField(name, Columns.storable(value.toString()));
    return this;
  }

  public ObjectWriter url(String name, Optional<SealedUrl> value) throws IOException {
    return value.isPresent() ? url(name, value.get()) : this;
  }

  public ObjectWriter object(String name, Members members) throws IOException {
    json.writeFieldName(name);
    object(members);
    return this;
  }

  public ObjectWriter texts(String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (String value : values) {
        json.writeString(storable(value));
      }
      json.writeEndArray();
    }
    return this;
  }

  public ObjectWriter objects(String name, List<? extends Members> values) throws IOException {
    if (!values.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (Members value : values) {
        object(value);
      }
      json.writeEndArray();
    }
    return this;
  }

  /** Writes documents that are JSON text already. */
  public ObjectWriter documents(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeRawValue(value);
    }
    json.writeEndArray();
    return this;
  }
}
