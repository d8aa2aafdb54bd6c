package dev.sluice.http.api.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.IdempotentSubmit;
import dev.sluice.core.SubmitResult;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A call that a client may repeat without its effect happening twice: with the same key in its
 * header and the same body it gets the answer of the first again.
 *
 * @param call the path; a key belongs to one call, and is reused with another one
 * @param wire returns the body of the answer
 */
public record IdempotentCall(String call, Function<SubmitResult, Object> wire) {
  /** The submit of the call, which runs unless a request before did the same. */
  @FunctionalInterface
  public interface Submit {
    /**
     * @param answer returns the body of the answer, which is stored with the jobs
     */
    SubmitResult run(IdempotentSubmit once, Function<SubmitResult, String> answer);
  }

  private static final List<String> HEADERS = List.of("x-idempotency-key", "Idempotency-Key");

  /** Maps, unlike trees, are written in the order of their names. */
  private static final ObjectMapper CANONICAL =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /**
   * Runs the submit, or repeats what was answered to it before. Without the header it always runs.
   *
   * @param body of the request, which decides whether it is the same
   * @throws InvalidFieldsException if the header holds no key
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE, KEY_REUSED, and what the submit
   *     throws
   */
  public void run(Context ctx, JsonNode body, Tenant tenant, Submit submit) {
    try (IdempotentSubmit once = begin(ctx, body, tenant)) {
      if (once.response().isPresent()) {
        repeat(ctx, once.response().get());
        return;
      }
      SubmitResult result = submit.run(once, this::text);
      ResponseWriter.json(ctx, 201, wire.apply(result));
    }
  }

  private IdempotentSubmit begin(Context ctx, JsonNode body, Tenant tenant) {
    Optional<IdempotencyKey> key = key(ctx);
    return key.isPresent()
        ? tenant.beginSubmit(key.get(), fingerprint(call, body))
        : tenant.beginSubmit();
  }

  private static Optional<IdempotencyKey> key(Context ctx) {
    Set<String> given =
        HEADERS.stream()
            .map(ctx::header)
            .filter(value -> value != null)
            .map(String::strip)
            .collect(Collectors.toCollection(TreeSet::new));
    if (given.size() > 1) {
      throw new InvalidFieldsException(
          HEADERS.get(0),
          "x-idempotency-key and Idempotency-Key hold two different keys; send one");
    }
    try {
      return given.stream().findFirst().map(IdempotencyKey::new);
    } catch (IllegalArgumentException e) {
      throw new InvalidFieldsException(HEADERS.get(0), e.getMessage());
    }
  }

  /**
   * Returns the same text for bodies that differ only in the order of their fields and in white
   * space. Pure.
   */
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

  /** Returns the body of the answer as it is stored. */
  public String text(SubmitResult result) {
    return new String(Json.bytes(wire.apply(result)), StandardCharsets.UTF_8);
  }

  private static void repeat(Context ctx, String stored) {
    ObjectNode answer = (ObjectNode) Json.tree(stored.getBytes(StandardCharsets.UTF_8));
    answer.put("cached", true);
    ResponseWriter.json(ctx, 201, answer);
  }
}
