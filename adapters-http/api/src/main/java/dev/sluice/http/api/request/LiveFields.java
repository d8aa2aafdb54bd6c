package dev.sluice.http.api.request;

import dev.sluice.core.request.LiveRecording;
import dev.sluice.http.api.json.JsonFields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The fields of {@code POST /jobs} about sources that have no end yet. */
final class LiveFields {
  private static final List<String> FLAGS =
      List.of("live_from_start", "wait_for_video", "keep_partial");

  private LiveFields() {}

  static Optional<LiveRecording> read(JsonFields fields) {
    boolean asked = fields.flag("live_recording");
    Optional<LiveRecording> plain =
        Optional.of(
            new LiveRecording(
                fields.flag("live_from_start"),
                fields.flag("wait_for_video"),
                Optional.empty(),
                fields.flag("keep_partial")));
    Optional<Integer> seconds = fields.integer("max_duration");
    if (!asked) {
      FLAGS.stream().filter(fields::flag).forEach(name -> needsRecording(fields, name));
      seconds.ifPresent(given -> needsRecording(fields, "max_duration"));
      return Optional.empty();
    }
    return seconds.isEmpty()
        ? plain
        : fields.tried(
            "max_duration",
            seconds.get(),
            most -> plain.orElseThrow().withMost(Duration.ofSeconds(most)));
  }

  private static void needsRecording(JsonFields fields, String name) {
    fields.violate(name, name + " needs live_recording");
  }
}
