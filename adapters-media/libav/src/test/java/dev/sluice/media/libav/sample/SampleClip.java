package dev.sluice.media.libav.sample;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A generated clip: a moving test picture and a tone. Immutable.
 *
 * @param format the name of a libav muxer, such as {@code mp4}, {@code matroska}, {@code avi}
 * @param video the name of a libav codec, such as {@code hevc}; empty for no picture
 * @param audio the name of a libav codec, such as {@code vorbis}; empty for no sound
 * @param framesPerSecond the frame rate of the picture
 * @param channels the number of channels of the sound
 * @param pixelFormat a pixel format of libav that the encoder supports, such as {@code yuv420p10le}
 * @param rotation the degrees clockwise by which a player rotates the picture
 * @param tags the tags of the file, such as {@code title}
 * @param cover whether the file has a cover
 * @param indexInFront whether mp4, mov, mkv and webm begin with their index
 * @param options options of the video encoder, in addition to the defaults
 */
public record SampleClip(
    String format,
    String video,
    String audio,
    int width,
    int height,
    int framesPerSecond,
    Duration duration,
    int channels,
    int sampleRate,
    String pixelFormat,
    int rotation,
    Map<String, String> tags,
    List<Chapter> chapters,
    boolean cover,
    boolean indexInFront,
    Map<String, String> options) {
  public SampleClip {
    tags = Map.copyOf(tags);
    chapters = List.copyOf(chapters);
    options = Map.copyOf(options);
  }

  /** Returns a clip of two seconds: 160 x 120 at 25 frames per second, stereo at 48 kHz. */
  public static SampleClip of(String format, String video, String audio) {
    return new SampleClip(
        format,
        video,
        audio,
        160,
        120,
        25,
        Duration.ofSeconds(2),
        2,
        48_000,
        "yuv420p",
        0,
        Map.of(),
        List.of(),
        false,
        true,
        Map.of());
  }

  public SampleClip size(int newWidth, int newHeight) {
    Draft draft = new Draft(this);
    draft.width = newWidth;
    draft.height = newHeight;
    return draft.clip();
  }

  public SampleClip lasting(Duration newDuration) {
    Draft draft = new Draft(this);
    draft.duration = newDuration;
    return draft.clip();
  }

  public SampleClip at(int newFramesPerSecond) {
    Draft draft = new Draft(this);
    draft.framesPerSecond = newFramesPerSecond;
    return draft.clip();
  }

  /** Returns this clip without sound. */
  public SampleClip silent() {
    Draft draft = new Draft(this);
    draft.audio = "";
    return draft.clip();
  }

  /** Returns this clip without picture. */
  public SampleClip blind() {
    Draft draft = new Draft(this);
    draft.video = "";
    return draft.clip();
  }

  public SampleClip sound(int newChannels, int newSampleRate) {
    Draft draft = new Draft(this);
    draft.channels = newChannels;
    draft.sampleRate = newSampleRate;
    return draft.clip();
  }

  public SampleClip pixels(String newPixelFormat) {
    Draft draft = new Draft(this);
    draft.pixelFormat = newPixelFormat;
    return draft.clip();
  }

  public SampleClip rotated(int newRotation) {
    Draft draft = new Draft(this);
    draft.rotation = newRotation;
    return draft.clip();
  }

  public SampleClip tagged(Map<String, String> newTags) {
    Draft draft = new Draft(this);
    draft.tags = newTags;
    return draft.clip();
  }

  public SampleClip chaptered(List<Chapter> newChapters) {
    Draft draft = new Draft(this);
    draft.chapters = newChapters;
    return draft.clip();
  }

  public SampleClip withCover() {
    Draft draft = new Draft(this);
    draft.cover = true;
    return draft.clip();
  }

  public SampleClip indexAtEnd() {
    Draft draft = new Draft(this);
    draft.indexInFront = false;
    return draft.clip();
  }

  /** Returns this clip with additional options of the video encoder. */
  public SampleClip encodedWith(Map<String, String> newOptions) {
    Draft draft = new Draft(this);
    draft.options = newOptions;
    return draft.clip();
  }

  /** Returns the whole clip in memory. */
  public byte[] bytes() {
    try (GrowingSink sink = new GrowingSink()) {
      writeTo(sink);
      return sink.bytes();
    }
  }

  /** Writes the clip. Begins the sink, but neither commits nor closes it. */
  public void writeTo(ArtifactSink sink) {
    try (SampleClipWriter writer = new SampleClipWriter(this, sink)) {
      writer.run();
    }
  }

  /** A mutable copy of a clip. */
  private static final class Draft {
    private final String format;
    private String video;
    private String audio;
    private int width;
    private int height;
    private int framesPerSecond;
    private Duration duration;
    private int channels;
    private int sampleRate;
    private String pixelFormat;
    private int rotation;
    private Map<String, String> tags;
    private List<Chapter> chapters;
    private boolean cover;
    private boolean indexInFront;
    private Map<String, String> options;

    Draft(SampleClip clip) {
      format = clip.format;
      video = clip.video;
      audio = clip.audio;
      width = clip.width;
      height = clip.height;
      framesPerSecond = clip.framesPerSecond;
      duration = clip.duration;
      channels = clip.channels;
      sampleRate = clip.sampleRate;
      pixelFormat = clip.pixelFormat;
      rotation = clip.rotation;
      tags = clip.tags;
      chapters = clip.chapters;
      cover = clip.cover;
      indexInFront = clip.indexInFront;
      options = clip.options;
    }

    SampleClip clip() {
      return new SampleClip(
          format,
          video,
          audio,
          width,
          height,
          framesPerSecond,
          duration,
          channels,
          sampleRate,
          pixelFormat,
          rotation,
          tags,
          chapters,
          cover,
          indexInFront,
          options);
    }
  }
}
