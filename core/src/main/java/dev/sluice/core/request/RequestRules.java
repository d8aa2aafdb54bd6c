package dev.sluice.core.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The rules that concern more than one field of a request. Pure functions. */
final class RequestRules {
  private RequestRules() {}

  /** Returns a violation for each rule that the request breaks, given the codecs of this build. */
  static List<InvalidRequestException.Violation> check(
      JobRequest request, Capabilities capabilities) {
    List<InvalidRequestException.Violation> violations = new ArrayList<>();
    OutputSpec output = request.output();
    Container container = output.container();
    if (container.audioOnly() && !isLeftOpen(output.videoCodec())) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.VIDEO_CODEC,
              "%s holds only sound; leave the video codec out, or ask for another format"
                  .formatted(container)));
    } else if (!container.takes(output.videoCodec())) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.VIDEO_CODEC,
              "%s does not hold %s video; ask for %s, or for another format"
                  .formatted(
                      container,
                      output.videoCodec(),
                      names(VideoCodec.values(), container::takes))));
    } else if (!capabilities.canEncode(output.videoCodec())) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.VIDEO_CODEC,
              "This build cannot encode %s; ask for %s"
                  .formatted(
                      output.videoCodec(),
                      names(
                          VideoCodec.values(),
                          codec -> container.takes(codec) && capabilities.canEncode(codec)))));
    }
    if (!container.takes(output.audioCodec())) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.AUDIO_CODEC,
              "%s does not hold %s audio; ask for %s, or for another format"
                  .formatted(
                      container,
                      output.audioCodec(),
                      names(AudioCodec.values(), container::takes))));
    } else if (!capabilities.canEncode(output.audioCodec())) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.AUDIO_CODEC,
              "This build cannot encode %s; ask for %s"
                  .formatted(
                      output.audioCodec(),
                      names(
                          AudioCodec.values(),
                          codec -> container.takes(codec) && capabilities.canEncode(codec)))));
    }
    if (request.priority() < JobRequest.LOWEST_PRIORITY
        || request.priority() > JobRequest.HIGHEST_PRIORITY) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.PRIORITY,
              String.format(
                  Locale.ROOT,
                  "The priority must be between %d and %d",
                  JobRequest.LOWEST_PRIORITY,
                  JobRequest.HIGHEST_PRIORITY)));
    }
    if (request.expiresAfter().filter(RequestRules::isOutsideOfExpiry).isPresent()) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.EXPIRES_AFTER,
              String.format(
                  Locale.ROOT,
                  "A file may expire %d seconds to %d days after the end of its job",
                  JobRequest.SHORTEST_EXPIRY.toSeconds(),
                  JobRequest.LONGEST_EXPIRY.toDays())));
    }
    if (request.live().isPresent() && output.clip().isPresent()) {
      violations.add(
          new InvalidRequestException.Violation(
              RequestField.LIVE_RECORDING,
              "A recording takes no clip; limit its length by a maximum duration instead"));
    }
    return List.copyOf(violations);
  }

  private static boolean isOutsideOfExpiry(Duration time) {
    return time.compareTo(JobRequest.SHORTEST_EXPIRY) < 0
        || time.compareTo(JobRequest.LONGEST_EXPIRY) > 0;
  }

  private static boolean isLeftOpen(VideoCodec codec) {
    return codec == VideoCodec.COPY || codec == VideoCodec.AUTO;
  }

  private static <E> String names(E[] constants, Predicate<E> fits) {
    return Arrays.stream(constants)
        .filter(fits)
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }
}
