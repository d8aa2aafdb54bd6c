package dev.sluice.app.command;

import dev.sluice.core.request.LiveRecording;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code sluice get} for live streams. */
final class LiveOptions {
  @Option(
      names = "--live-recording",
      description = "Record a live stream, from now to its end. Ctrl-C discards the recording.")
  private boolean liveRecording;

  @Option(
      names = "--live-from-start",
      description = "Record from the earliest moment that the source still offers.")
  private boolean liveFromStart;

  @Option(names = "--wait-for-video", description = "Wait until a live stream begins.")
  private boolean waitForVideo;

  @Option(
      names = "--max-duration",
      paramLabel = "TIME",
      description = "End a recording after this time: 90m, 2h, or seconds.")
  private Duration maxDuration;

  /**
   * Empty where no recording is asked for.
   *
   * @throws IllegalArgumentException with a sentence
   */
  Optional<LiveRecording> recording() {
    if (!liveRecording) {
      if (liveFromStart || waitForVideo || maxDuration != null) {
        throw new IllegalArgumentException(
            "--live-from-start, --wait-for-video and --max-duration need --live-recording");
      }
      return Optional.empty();
    }
    LiveRecording recording = LiveRecording.untilItsEnd();
    recording = liveFromStart ? recording.fromItsStart() : recording;
    recording = waitForVideo ? recording.waiting() : recording;
    return Optional.of(maxDuration == null ? recording : recording.withMost(maxDuration));
  }
}
