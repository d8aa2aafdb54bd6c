package dev.sluice.media.libav;

import dev.sluice.core.port.ArtifactSink;
import dev.sluice.core.port.MediaFacts.Chapter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A moving test picture and a tone, made up on the spot: what the demo shows, the doctor converts
 * and the tests take apart. Immutable.
 *
 * @param format libav's name of a muxer, such as {@code mp4}, {@code matroska}, {@code avi}
 * @param video libav's name of a codec, such as {@code hevc}; empty for no picture
 * @param audio libav's name of a codec, such as {@code vorbis}; empty for no sound
 * @param framesPerSecond of the picture
 * @param channels of the sound
 * @param pixelFormat libav's name, such as {@code yuv420p10le}; the encoder must take it
 * @param rotation in degrees clockwise that a player turns the picture by
 * @param tags of the file, such as {@code title}
 * @param cover whether a still picture belongs to the file
 * @param indexInFront whether mp4, mov, mkv and webm begin with their index
 * @param options of the video encoder, on top of sensible ones
 */
public record TestClip(
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
  public TestClip {
    tags = Map.copyOf(tags);
    chapters = List.copyOf(chapters);
    options = Map.copyOf(options);
  }

  /** Two seconds of 160 x 120 at 25 frames a second, stereo at 48 kHz. */
  public static TestClip of(String format, String video, String audio) {
    return new TestClip(
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

  public TestClip size(int newWidth, int newHeight) {
    return new TestClip(
        format,
        video,
        audio,
        newWidth,
        newHeight,
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

  public TestClip lasting(Duration newDuration) {
    return new TestClip(
        format,
        video,
        audio,
        width,
        height,
        framesPerSecond,
        newDuration,
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

  public TestClip at(int newFramesPerSecond) {
    return new TestClip(
        format,
        video,
        audio,
        width,
        height,
        newFramesPerSecond,
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

  /** Without sound. */
  public TestClip silent() {
    return new TestClip(
        format,
        video,
        "",
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

  /** Without picture. */
  public TestClip blind() {
    return new TestClip(
        format,
        "",
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

  public TestClip sound(int newChannels, int newSampleRate) {
    return new TestClip(
        format,
        video,
        audio,
        width,
        height,
        framesPerSecond,
        duration,
        newChannels,
        newSampleRate,
        pixelFormat,
        rotation,
        tags,
        chapters,
        cover,
        indexInFront,
        options);
  }

  public TestClip pixels(String newPixelFormat) {
    return new TestClip(
        format,
        video,
        audio,
        width,
        height,
        framesPerSecond,
        duration,
        channels,
        sampleRate,
        newPixelFormat,
        rotation,
        tags,
        chapters,
        cover,
        indexInFront,
        options);
  }

  public TestClip rotated(int newRotation) {
    return new TestClip(
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
        newRotation,
        tags,
        chapters,
        cover,
        indexInFront,
        options);
  }

  public TestClip tagged(Map<String, String> newTags) {
    return new TestClip(
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
        newTags,
        chapters,
        cover,
        indexInFront,
        options);
  }

  public TestClip chaptered(List<Chapter> newChapters) {
    return new TestClip(
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
        newChapters,
        cover,
        indexInFront,
        options);
  }

  public TestClip withCover() {
    return new TestClip(
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
        true,
        indexInFront,
        options);
  }

  public TestClip indexAtEnd() {
    return new TestClip(
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
        false,
        options);
  }

  /** What libav's video encoder is told besides. */
  public TestClip encodedWith(Map<String, String> newOptions) {
    return new TestClip(
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
        newOptions);
  }

  /** The whole clip in memory. */
  public byte[] bytes() {
    try (GrowingSink sink = new GrowingSink()) {
      writeTo(sink);
      return sink.bytes();
    }
  }

  /** Writes the clip; the sink is begun here and neither committed nor closed. */
  public void writeTo(ArtifactSink sink) {
    try (ClipWriter writer = new ClipWriter(this, sink)) {
      writer.run();
    }
  }
}
