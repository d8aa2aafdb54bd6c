package dev.sluice.storage.jdbc.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object by the names of its members. Unknown members are ignored. A member that is
 * absent, or null, is empty, false or an empty list; where a value is required, its absence is an
 * {@link IllegalArgumentException} that names the member.
 */
public final class ObjectReader {

  // The texts are our own, and may be as long as a database holds.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final Map<String, Object> members;

  private ObjectReader(Map<String, Object> members) {
    this.members = members;
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException if it is not one JSON object
   */
  public static ObjectReader of(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("the text is not a JSON object");
      }
      return new ObjectReader(members(json));
    } catch (IOException e) {
      // Its message would quote the text.
      throw new IllegalArgumentException("the text is not JSON");
    }
  }

  private static Map<String, Object> members(JsonParser json) throws IOException {
    Map<String, Object> members = new HashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      members.put(name, value(json));
    }
    return members;
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> new ObjectReader(members(json));
      case START_ARRAY -> elements(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static List<Object> elements(JsonParser json) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(json));
    }
    return elements;
  }

  private <T> Optional<T> member(String name, Class<T> type) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("the member " + name + " has a value of another type");
    }
    return Optional.of(type.cast(value));
  }

  private static <T> T required(String name, Optional<T> value) {
    return value.orElseThrow(
        () -> new IllegalArgumentException("the member " + name + " is missing"));
  }

  public String text(String name) {
    return required(name, optionalText(name));
  }

  public Optional<String> optionalText(String name) {
    return member(name, String.class);
  }

  public long number(String name) {
    return required(name, optionalLong(name));
  }

  public Optional<Long> optionalLong(String name) {
    return member(name, Number.class).map(Number::longValue);
  }

  public int integer(String name, int absent) {
    return optionalInteger(name).orElse(absent);
  }

  public Optional<Integer> optionalInteger(String name) {
    return optionalLong(name).map(Math::toIntExact);
  }

  public double decimal(String name, double absent) {
    return member(name, Number.class).map(Number::doubleValue).orElse(absent);
  }

  public boolean flag(String name) {
    return member(name, Boolean.class).orElse(false);
  }

  /**
   * Reads an enum constant.
   *
   * @throws IllegalArgumentException if this version knows no such constant
   */
  public <E extends Enum<E>> E constant(String name, Class<E> type) {
    return required(name, optionalConstant(name, type));
  }

  public <E extends Enum<E>> Optional<E> optionalConstant(String name, Class<E> type) {
    return optionalText(name).map(constant -> Enum.valueOf(type, constant));
  }

  public Instant instant(String name) {
    return required(name, optionalInstant(name));
  }

  public Optional<Instant> optionalInstant(String name) {
    return optionalText(name).map(Instant::parse);
  }

  public Optional<Duration> optionalDuration(String name) {
    return optionalLong(name).map(Duration::ofNanos);
  }

  public UUID id(String name) {
    return required(name, optionalId(name));
  }

  public Optional<UUID> optionalId(String name) {
    return optionalText(name).map(UUID::fromString);
  }

  public SealedUrl url(String name) {
    return required(name, optionalUrl(name));
  }

  public Optional<SealedUrl> optionalUrl(String name) {
    return optionalText(name).map(SealedUrl::parse);
  }

  public ObjectReader object(String name) {
    return required(name, optionalObject(name));
  }

  public Optional<ObjectReader> optionalObject(String name) {
    return member(name, ObjectReader.class);
  }

  public List<String> texts(String name) {
    return elements(name, String.class);
  }

  public List<ObjectReader> objects(String name) {
    return elements(name, ObjectReader.class);
  }

  private <T> List<T> elements(String name, Class<T> type) {
    return member(name, List.class).stream()
        .flatMap(list -> ((List<?>) list).stream())
        .map(type::cast)
        .toList();
  }
}
