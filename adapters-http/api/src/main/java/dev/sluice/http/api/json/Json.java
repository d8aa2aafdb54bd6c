package dev.sluice.http.api.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.http.api.error.ApiError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes records as JSON and reads bodies as trees, with one configuration. */
public final class Json {
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  public static byte[] bytes(Object wire) {
    try {
      // By way of a string: the writer of bytes escapes surrogates. Half of a pair, which a request
      // may contain and an error may repeat, would be an escape that strict readers reject.
      return MAPPER.writeValueAsString(wire).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the tree of a body; a missing node if the body is blank. */
  public static JsonNode tree(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw ApiError.malformedBody(fault(e) + where);
    } catch (IOException e) {
      // The bytes are not UTF-8.
      throw ApiError.malformedBody("The body is not valid JSON in UTF-8");
    }
  }

  private static String fault(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "The body is nested too deeply, or a name or a number in it is too long";
    }
    // The parser has no exception type for this.
    return e.getOriginalMessage().startsWith("Duplicate field")
        ? "The body has a field twice"
        : "The body is not valid JSON";
  }
}
