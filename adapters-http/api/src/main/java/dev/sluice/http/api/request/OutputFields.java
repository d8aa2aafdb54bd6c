package dev.sluice.http.api.request;

import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.QualityPreset;
import dev.sluice.core.request.Timecode;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.http.api.json.JsonFields;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the result is to be, out of the body of {@code POST /jobs}.
 *
 * @param formatKnown whether rules on what the format holds mean anything
 */
record OutputFields(OutputSpec spec, boolean formatKnown) {
  static OutputFields read(JsonFields fields) {
    Optional<Container> format = format(fields);
    OutputSpec spec =
        new OutputSpec(
            format.orElse(Container.MP4),
            named(fields, "video_codec", VideoCodec.values(), VideoCodec::named)
                .orElse(VideoCodec.COPY),
            named(fields, "audio_codec", AudioCodec.values(), AudioCodec::named)
                .orElse(AudioCodec.COPY),
            named(fields, "audio_bitrate", AudioBitrate.values(), AudioBitrate::named)
                .orElse(AudioBitrate.K192),
            fields
                .integer("video_quality")
                .flatMap(crf -> fields.tried("video_quality", crf, VideoQuality::new))
                .orElse(VideoQuality.DEFAULT),
            named(fields, "quality_preset", QualityPreset.values(), QualityPreset::named),
            fields.value("max_resolution", MaxResolution::parse).flatMap(limit -> limit),
            clip(fields));
    return new OutputFields(spec, format.isPresent());
  }

  /** Empty only if the format is unknown, or holds more than the sound that was asked for. */
  private static Optional<Container> format(JsonFields fields) {
    boolean audioOnly = fields.flag("audio_only");
    Optional<String> name = fields.text("format");
    if (name.isEmpty()) {
      return Optional.of(audioOnly ? Container.M4A : Container.MP4);
    }
    Optional<Container> known = Container.named(name.get());
    if (known.isEmpty()) {
      fields.violate("format", oneOf("format", Container.values()));
      return known;
    }
    if (!audioOnly || known.get().audioOnly()) {
      return known;
    }
    // Clients that always send the default mean the usual file for sound.
    if (known.get() == Container.MP4) {
      return Optional.of(Container.M4A);
    }
    fields.violate("format", "audio_only gives m4a, mp3, ogg or opus, and not " + known.get());
    return Optional.empty();
  }

  private static Optional<Clip> clip(JsonFields fields) {
    int before = fields.violations().size();
    Optional<Timecode> from = fields.value("clip_start", Timecode::parse);
    Optional<Timecode> to = fields.value("clip_end", Timecode::parse);
    boolean readable = fields.violations().size() == before;
    if (!readable || (from.isEmpty() && to.isEmpty())) {
      return Optional.empty();
    }
    return fields.tried("clip_end", to, end -> new Clip(from, end));
  }

  private static <E> Optional<E> named(
      JsonFields fields, String field, E[] constants, Function<String, Optional<E>> named) {
    return fields
        .text(field)
        .flatMap(
            name -> {
              Optional<E> known = named.apply(name);
              if (known.isEmpty()) {
                fields.violate(field, oneOf(field, constants));
              }
              return known;
            });
  }

  private static <E> String oneOf(String field, E[] constants) {
    return field
        + " must be one of "
        + Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", "));
  }
}
