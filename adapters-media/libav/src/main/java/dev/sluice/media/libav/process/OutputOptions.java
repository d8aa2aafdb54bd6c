package dev.sluice.media.libav.process;

import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import java.util.Optional;

/** The options of an {@link OutputSpec}, which is no record. A test finds one that is forgotten. */
record OutputOptions(
    Container container,
    VideoCodec videoCodec,
    AudioCodec audioCodec,
    AudioBitrate audioBitrate,
    VideoQuality videoQuality,
    Optional<VideoQuality.Preset> preset,
    Optional<MaxResolution> maxResolution,
    Optional<Clip> clip,
    LanguageChoice audioLanguages,
    AudioTracks audioTracks,
    boolean allowIncomplete) {
  static OutputOptions of(OutputSpec spec) {
    return new OutputOptions(
        spec.container(),
        spec.videoCodec(),
        spec.audioCodec(),
        spec.audioBitrate(),
        spec.videoQuality(),
        spec.preset(),
        spec.maxResolution(),
        spec.clip(),
        spec.audioLanguages(),
        spec.audioTracks(),
        spec.allowIncomplete());
  }

  OutputSpec spec() {
    OutputSpec.Builder spec =
        OutputSpec.builder()
            .container(container)
            .videoCodec(videoCodec)
            .audioCodec(audioCodec)
            .audioBitrate(audioBitrate)
            .videoQuality(videoQuality)
            .audioLanguages(audioLanguages)
            .audioTracks(audioTracks)
            .allowIncomplete(allowIncomplete);
    preset.ifPresent(spec::preset);
    maxResolution.ifPresent(spec::maxResolution);
    clip.ifPresent(spec::clip);
    return spec.build();
  }
}
