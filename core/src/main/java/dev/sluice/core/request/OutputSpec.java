package dev.sluice.core.request;

import java.util.Objects;
import java.util.Optional;

/**
 * The format of the result. {@link JobRequest#violations} checks whether its fields fit together.
 *
 * @param videoQuality the quality of encoded video; that of the preset, if one is present
 * @param preset the preset that the request names, if any
 * @param maxResolution the largest resolution; unlimited if absent
 * @param clip the section of the source; the whole source if absent
 */
public record OutputSpec(
    Container container,
    VideoCodec videoCodec,
    AudioCodec audioCodec,
    AudioBitrate audioBitrate,
    VideoQuality videoQuality,
    Optional<VideoQuality.Preset> preset,
    Optional<MaxResolution> maxResolution,
    Optional<Clip> clip) {
  /** The default output: everything is copied into an mp4. */
  public static final OutputSpec DEFAULT =
      new OutputSpec(
          Container.MP4, VideoCodec.COPY, AudioCodec.COPY, AudioBitrate.K192, VideoQuality.DEFAULT);

  public OutputSpec {
    Objects.requireNonNull(container);
    Objects.requireNonNull(videoCodec);
    Objects.requireNonNull(audioCodec);
    Objects.requireNonNull(audioBitrate);
    Objects.requireNonNull(maxResolution);
    Objects.requireNonNull(clip);
    videoQuality =
        preset.map(VideoQuality.Preset::quality).orElse(Objects.requireNonNull(videoQuality));
  }

  /** Makes a spec for the whole source, without a preset or a maximum resolution. */
  public OutputSpec(
      Container container,
      VideoCodec videoCodec,
      AudioCodec audioCodec,
      AudioBitrate audioBitrate,
      VideoQuality videoQuality) {
    this(
        container,
        videoCodec,
        audioCodec,
        audioBitrate,
        videoQuality,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns a copy with this container. */
  public OutputSpec withContainer(Container other) {
    return new OutputSpec(
        other, videoCodec, audioCodec, audioBitrate, videoQuality, preset, maxResolution, clip);
  }

  /** Returns a copy with this video codec. */
  public OutputSpec withVideoCodec(VideoCodec other) {
    return new OutputSpec(
        container, other, audioCodec, audioBitrate, videoQuality, preset, maxResolution, clip);
  }

  /** Returns a copy with this audio codec. */
  public OutputSpec withAudioCodec(AudioCodec other) {
    return new OutputSpec(
        container, videoCodec, other, audioBitrate, videoQuality, preset, maxResolution, clip);
  }

  /** Returns a copy with this audio bitrate. */
  public OutputSpec withAudioBitrate(AudioBitrate other) {
    return new OutputSpec(
        container, videoCodec, audioCodec, other, videoQuality, preset, maxResolution, clip);
  }

  /** Returns a copy with this quality; if a preset is present, its quality stays. */
  public OutputSpec withVideoQuality(VideoQuality other) {
    return new OutputSpec(
        container, videoCodec, audioCodec, audioBitrate, other, preset, maxResolution, clip);
  }

  /** Returns a copy with this preset and its quality. */
  public OutputSpec withPreset(VideoQuality.Preset chosen) {
    return new OutputSpec(
        container,
        videoCodec,
        audioCodec,
        audioBitrate,
        videoQuality,
        Optional.of(chosen),
        maxResolution,
        clip);
  }

  /** Returns a copy with this maximum resolution. */
  public OutputSpec withMaxResolution(MaxResolution largest) {
    return new OutputSpec(
        container,
        videoCodec,
        audioCodec,
        audioBitrate,
        videoQuality,
        preset,
        Optional.of(largest),
        clip);
  }

  /** Returns a copy for this section of the source. */
  public OutputSpec withClip(Clip stretch) {
    return new OutputSpec(
        container,
        videoCodec,
        audioCodec,
        audioBitrate,
        videoQuality,
        preset,
        maxResolution,
        Optional.of(stretch));
  }
}
