package dev.sluice.http.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.api.json.JsonFields;
import dev.sluice.http.api.routes.OpenApiRoutes;
import dev.sluice.http.webhook.wire.WireNames;
import dev.sluice.testkit.sample.RequestSamples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of a job's options, and openapi.yaml, which describes each of them. */
class JobFieldsTest {
  @Test
  void every_field_that_is_read_is_described_with_its_type_and_no_other() {
    Map<String, String> described = new TreeMap<>();
    properties("JobRequest").forEach((name, node) -> described.put(name, type(node)));

    assertThat(described)
        .isEqualTo(
            JobFields.ALL.stream()
                .collect(
                    Collectors.toMap(
                        JobField::name,
                        row -> row.type().name().toLowerCase(Locale.ROOT),
                        (one, other) -> one,
                        TreeMap::new)));
  }

  @Test
  void a_field_has_the_name_by_which_sentences_call_it() {
    assertThat(JobFields.ALL.stream().filter(row -> row.field() != null))
        .allSatisfy(row -> assertThat(WireNames.of(row.field())).isEqualTo(row.name()))
        .extracting(JobField::field)
        .containsExactlyInAnyOrder(RequestField.values());
  }

  @Test
  void every_field_that_is_shown_is_described() {
    assertThat(properties("Job").keySet())
        .containsAll(JobFields.shown(JobRequest.of("https://media.example/talk.mp4")).keySet());
  }

  @Test
  void every_field_that_is_shown_is_required_in_the_description() {
    List<String> required = new ArrayList<>();
    OpenApiRoutes.tree()
        .at("/components/schemas/Job/required")
        .forEach(name -> required.add(name.textValue()));

    assertThat(required)
        .containsAll(JobFields.shown(JobRequest.of("https://media.example/talk.mp4")).keySet());
  }

  @ParameterizedTest
  @EnumSource(RequestField.class)
  void every_field_of_the_core_has_one_name(RequestField field) {
    assertThat(JobFields.ALL.stream().filter(row -> row.field() == field)).hasSize(1);
    assertThat(JobFields.name(field)).isNotBlank();
  }

  @Test
  void what_a_job_shows_makes_the_same_request_again() {
    RequestSamples samples = new RequestSamples(new Random(3));
    for (int i = 0; i < 300; i++) {
      // Addresses are shown without credentials.
      JobRequest request =
          samples.any().toBuilder()
              .url(SourceUrl.parse("https://media.example/talk.mp4"))
              .webhook("https://hooks.example/x")
              .build();

      Map<String, Object> shown = JobFields.shown(request);
      shown.put("url", "https://media.example/talk.mp4");

      assertThat(parse(new String(Json.bytes(shown), StandardCharsets.UTF_8))).isEqualTo(request);
    }
  }

  static Stream<JobField> fields() {
    return JobFields.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void a_value_of_another_type_is_rejected(JobField field) {
    assertThatThrownBy(() -> parse("{\"%s\":[]}".formatted(field.name())))
        .hasMessageContaining(field.name() + ": expected ")
        .hasMessageEndingWith(", found an array");
  }

  private static JobRequest parse(String body) {
    return JobCommand.parse(
            new JsonFields(Json.tree(body.getBytes(StandardCharsets.UTF_8))), request -> List.of())
        .request();
  }

  private static Map<String, JsonNode> properties(String schema) {
    Map<String, JsonNode> properties = new TreeMap<>();
    collect(OpenApiRoutes.tree().at("/components/schemas/" + schema), properties);
    return properties;
  }

  private static void collect(JsonNode schema, Map<String, JsonNode> into) {
    if (schema.has("$ref")) {
      collect(OpenApiRoutes.tree().at(schema.get("$ref").textValue().substring(1)), into);
    }
    schema.path("properties").properties().forEach(one -> into.put(one.getKey(), one.getValue()));
    schema.path("allOf").forEach(part -> collect(part, into));
  }

  private static String type(JsonNode property) {
    if (property.has("$ref")) {
      return type(OpenApiRoutes.tree().at(property.get("$ref").textValue().substring(1)));
    }
    TreeSet<String> types = new TreeSet<>();
    JsonNode type = property.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(one -> types.add(one.textValue()));
    for (String either : List.of("oneOf", "anyOf", "allOf")) {
      property.path(either).forEach(one -> types.add(type(one)));
    }
    types.removeAll(List.of("null", ""));
    return String.join(" or ", types);
  }
}
