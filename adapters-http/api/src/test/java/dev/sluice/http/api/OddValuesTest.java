package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.api.Described.Operation;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every call of the document with absent, wrong, odd and huge values: the server is never at fault,
 * and each response is one that the document declares for the call, which the client checks. A new
 * call, field or parameter is tried without a change here.
 */
class OddValuesTest {
  private static final long SEED = Long.getLong("sluice.torture.seed", 9);

  /** Of a few thousand cases; every build tries others if the document changes. */
  private static final int IN_EACH_BUILD = 600;

  private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "1.5",
          "1e9",
          "NaN",
          "null",
          "99999999999999999999",
          "\u0000",
          "\u202e\ud83d\udca9",
          "../..",
          "'\"<&;%",
          "x".repeat(3_000));

  /** Values in JSON, as they are sent. */
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "-99999999999999999999",
          "99999999999",
          "1e400",
          "1" + "0".repeat(900),
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00x\"",
          "\"\ud83d\udca9\"",
          "\"../..\"",
          "\"http://[::1\"",
          "\"https://a.example/%zz\"",
          "\"%\"",
          "\"" + "x".repeat(10_000) + "\"",
          "[]",
          "[null]",
          "[[[[{}]]]]",
          "{}",
          "{\"url\":{\"url\":[]}}",
          nested(400),
          nested(5_000));

  private static final String HUGE = "\"" + "y".repeat(1_000_000) + "\"";

  /** One request; its body is null where it has none. */
  private record Case(
      Operation call, String path, Map<String, String> headers, String body, String what) {}

  private static RunningServer running;

  @BeforeAll
  static void start() {
    // Without workers: a job that is accepted need not run.
    running =
        new RunningServer((sluice, keys) -> sluice.workers(0), server -> server.metrics(() -> ""));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void no_value_is_a_fault_of_the_server() {
    List<Case> cases = all();
    Collections.shuffle(cases, new Random(SEED));

    assertThat(faults(cases.subList(0, IN_EACH_BUILD))).isEmpty();
  }

  @Test
  @Tag("torture")
  void none_of_all_values_is_a_fault_of_the_server() {
    List<Case> cases = all();
    for (Operation call : calls()) {
      for (String field : fields(call)) {
        cases.add(changed(call, field, HUGE));
        for (String other : fields(call)) {
          Random random = new Random(SEED + (field + other).hashCode());
          cases.add(two(call, field, oneOf(random), other, oneOf(random)));
        }
      }
    }

    assertThat(faults(cases)).isEmpty();
  }

  private static String oneOf(Random random) {
    return ODD_VALUES.get(random.nextInt(ODD_VALUES.size()));
  }

  private static List<String> faults(List<Case> cases) {
    List<String> faults = new ArrayList<>();
    for (Case one : cases) {
      try {
        HttpResponse<byte[]> answer =
            running.send(
                one.call().method(),
                one.path(),
                one.headers(),
                one.body() == null ? null : one.body().getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() == 500) {
          faults.add(one.what() + ": " + RunningServer.text(answer));
        }
      } catch (AssertionError e) {
        faults.add(one.what() + ": " + e.getMessage());
      }
      if (faults.size() == 20) {
        break;
      }
    }
    return faults;
  }

  private static List<Operation> calls() {
    return DescribedCalls.built(running).filter(call -> !DescribedCalls.endless(call)).toList();
  }

  private static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Operation call : calls()) {
      for (String text : ODD_TEXTS) {
        addWithText(cases, call, text);
      }
      if (DescribedCalls.example(call) != null) {
        addWithBodies(cases, call);
      }
    }
    return cases;
  }

  private static void addWithText(List<Case> cases, Operation call, String text) {
    String what = call.name() + " with '" + text.substring(0, Math.min(30, text.length())) + "'";
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    JsonNode example = DescribedCalls.example(call);
    String body = example == null ? null : example.toString();
    if (call.path().contains("{") && !text.isEmpty()) {
      String path = call.path().replaceFirst("\\{\\w+}", encoded);
      cases.add(new Case(call, path, headers(), body, what + " in its path"));
    }
    for (JsonNode parameter : parameters(call)) {
      String name = parameter.get("name").textValue();
      if (parameter.get("in").textValue().equals("query")) {
        String path = path(call) + "?" + name + "=" + encoded;
        cases.add(new Case(call, path, headers(), body, what + " as " + name));
      } else if (parameter.get("in").textValue().equals("header")) {
        Map<String, String> headers = headers();
        // What a client can send at all.
        headers.put(name, text.replaceAll("[^\\x20-\\x7e]", "?"));
        cases.add(new Case(call, path(call), headers, body, what + " as " + name));
      }
    }
  }

  private static void addWithBodies(List<Case> cases, Operation call) {
    for (String field : fields(call)) {
      for (String value : ODD_VALUES) {
        cases.add(changed(call, field, value));
      }
      cases.add(two(call, field, "1", field, "\"twice\""));
      cases.add(changed(call, "not_" + field, "1"));
      cases.add(without(call, field));
    }
    for (String value : ODD_VALUES) {
      cases.add(new Case(call, path(call), headers(), value, call.name() + " " + cut(value)));
    }
  }

  /** The fields of the body, and of the objects in its example. */
  private static List<String> fields(Operation call) {
    return List.copyOf(DescribedCalls.fields(call).keySet());
  }

  private static Case changed(Operation call, String field, String value) {
    String rest = members(call, field);
    String body = "{\"" + field + "\":" + value + (rest.isEmpty() ? "" : ",") + rest + "}";
    return new Case(
        call, path(call), headers(), body, call.name() + " " + field + "=" + cut(value));
  }

  private static Case two(
      Operation call, String field, String value, String other, String otherValue) {
    String body = "{\"" + field + "\":" + value + ",\"" + other + "\":" + otherValue + "}";
    return new Case(call, path(call), headers(), body, call.name() + " " + cut(body));
  }

  private static Case without(Operation call, String field) {
    return new Case(
        call,
        path(call),
        headers(),
        "{" + members(call, field) + "}",
        call.name() + " without " + field);
  }

  /** The members of the call's example but this one. */
  private static String members(Operation call, String without) {
    List<String> members = new ArrayList<>();
    DescribedCalls.example(call)
        .properties()
        .forEach(
            member -> {
              if (!member.getKey().equals(without)) {
                members.add("\"" + member.getKey() + "\":" + member.getValue());
              }
            });
    return String.join(",", members);
  }

  private static String cut(String value) {
    return value.length() > 60 ? value.substring(0, 60) + "..." : value;
  }

  private static List<JsonNode> parameters(Operation call) {
    List<JsonNode> parameters = new ArrayList<>();
    call.node().path("parameters").forEach(one -> parameters.add(Described.resolved(one)));
    return parameters;
  }

  private static String path(Operation call) {
    return call.path()
        .replace("{id}", UNKNOWN)
        .replace("{file}", "start.js")
        .replace("{path}", "a/b.mp4");
  }

  private static Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-api-key", running.key.reveal());
    return headers;
  }
}
