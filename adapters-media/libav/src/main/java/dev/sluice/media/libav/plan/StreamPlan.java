package dev.sluice.media.libav.plan;

import dev.sluice.core.port.media.MediaInfo.StreamFacts;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.VideoCodec;

/** What becomes of one stream of the source. */
public sealed interface StreamPlan {
  StreamFacts source();

  /** One word of the plan's text, such as {@code opus>aac}. */
  String describe();

  /** The packets go over as they are. */
  record Copy(StreamFacts source) implements StreamPlan {
    @Override
    public String describe() {
      return source.codec() + (source.kind() == StreamKind.COVER ? ":cover" : ":copy");
    }
  }

  /**
   * The picture is encoded anew.
   *
   * @param codec never {@code COPY} or {@code AUTO}
   * @param size of the result; the source's unless it is scaled down
   */
  record EncodeVideo(StreamFacts source, VideoCodec codec, PictureSize size) implements StreamPlan {
    /** Whether the picture becomes smaller than it was. */
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
  }

  /**
   * The sound is encoded anew.
   *
   * @param codec never {@code COPY}
   */
  record EncodeAudio(StreamFacts source, AudioCodec codec) implements StreamPlan {
    @Override
    public String describe() {
      return source.codec() + ">" + codec;
    }
  }
}
