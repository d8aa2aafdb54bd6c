package dev.sluice.http.api.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.IdempotentSubmit;
import dev.sluice.core.Tenant;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.json.Json;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The header by which a client says that a request is the repetition of another. */
public final class IdempotencyHeader {
  private static final List<String> NAMES = List.of("x-idempotency-key", "Idempotency-Key");

  /** Maps, unlike trees, are written in the order of their names. */
  private static final ObjectMapper CANONICAL =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private IdempotencyHeader() {}

  /**
   * What to submit with: for a request without the header it is the tenant alone.
   *
   * @param call a key belongs to one call: with another one it is reused
   * @throws InvalidFieldsException if the header holds no key
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE, KEY_REUSED
   */
  static IdempotentSubmit submitting(Context ctx, String call, JsonNode body, Tenant tenant) {
    Optional<IdempotencyKey> key = key(ctx);
    return key.isPresent()
        ? tenant.submitting(key.get(), fingerprint(call, body))
        : tenant.submitting();
  }

  private static Optional<IdempotencyKey> key(Context ctx) {
    Set<String> given =
        NAMES.stream()
            .map(ctx::header)
            .filter(value -> value != null)
            .map(String::strip)
            .collect(Collectors.toCollection(TreeSet::new));
    if (given.size() > 1) {
      throw new InvalidFieldsException(
          NAMES.get(0), "x-idempotency-key and Idempotency-Key hold two different keys; send one");
    }
    try {
      return given.stream().findFirst().map(IdempotencyKey::new);
    } catch (IllegalArgumentException e) {
      throw new InvalidFieldsException(NAMES.get(0), e.getMessage());
    }
  }

  /** Equal for bodies that differ in the order of their fields and in white space only. Pure. */
  public static String fingerprint(String call, JsonNode body) {
    try {
      byte[] canonical = CANONICAL.writeValueAsBytes(CANONICAL.convertValue(body, Map.class));
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(call.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
      return HexFormat.of().formatHex(digest.digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON can be written as JSON", e);
    }
  }

  /** The answer as it is kept. */
  public static String kept(Object wire) {
    return new String(Json.bytes(wire), StandardCharsets.UTF_8);
  }

  /** Says it once more, and that it was said before. */
  static void again(Context ctx, String kept) {
    ObjectNode answer = (ObjectNode) Json.tree(kept.getBytes(StandardCharsets.UTF_8));
    answer.put("cached", true);
    ResponseWriter.json(ctx, 201, answer);
  }
}
