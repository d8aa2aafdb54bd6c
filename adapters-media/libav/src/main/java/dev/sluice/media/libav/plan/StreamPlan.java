package dev.sluice.media.libav.plan;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.VideoCodec;
import java.util.Optional;

/** The decision on one stream of the source. */
public sealed interface StreamPlan {
  StreamInfo source();

  /** Returns a short text, such as {@code opus>aac}. */
  String describe();

  /** Returns the report of this decision. */
  StreamReport report();

  /**
   * The packets are copied.
   *
   * @param remark what a reader of the report should know, if anything
   */
  record Copy(StreamInfo source, Optional<String> remark) implements StreamPlan {
    public Copy(StreamInfo source) {
      this(source, Optional.empty());
    }

    @Override
    public String describe() {
      return source.codec() + (source.kind() == StreamKind.COVER ? ":cover" : ":copy");
    }

    @Override
    public StreamReport report() {
      StreamReport copied = StreamReport.copied(source);
      return new StreamReport(
          copied.kind(),
          copied.codec(),
          copied.language(),
          copied.title(),
          copied.dispositions(),
          copied.action(),
          copied.target(),
          remark);
    }
  }

  /**
   * The video is encoded.
   *
   * @param codec neither {@code COPY} nor {@code AUTO}
   * @param size the size of the result; the source's, unless it is scaled down
   * @param reason why it is not copied, as a phrase
   */
  record EncodeVideo(StreamInfo source, VideoCodec codec, PictureSize size, String reason)
      implements StreamPlan {
    /** Returns whether the picture is scaled down. */
    public boolean scaled() {
      return !size.equals(sourceSize());
    }

    private PictureSize sourceSize() {
      return new PictureSize(source.width(), source.height());
    }

    @Override
    public String describe() {
      String codecs = source.codec() + ">" + codec;
      return scaled() ? codecs + " " + sourceSize() + ">" + size : codecs;
    }

    @Override
    public StreamReport report() {
      return StreamReport.encoded(source, codec.toString(), reason);
    }
  }

  /**
   * The audio is encoded.
   *
   * @param codec never {@code COPY}
   * @param reason why it is not copied, as a phrase
   */
  record EncodeAudio(StreamInfo source, AudioCodec codec, String reason) implements StreamPlan {
    @Override
    public String describe() {
      return source.codec() + ">" + codec;
    }

    @Override
    public StreamReport report() {
      return StreamReport.encoded(source, codec.toString(), reason);
    }
  }

  /**
   * The text of subtitles is written in another format.
   *
   * @param codec libav's name, such as {@code mov_text}
   * @param reason why it is not copied, as a phrase
   */
  record EncodeSubtitle(StreamInfo source, String codec, String reason) implements StreamPlan {
    @Override
    public String describe() {
      return source.codec() + ">" + codec;
    }

    @Override
    public StreamReport report() {
      return StreamReport.encoded(source, codec, reason);
    }
  }
}
