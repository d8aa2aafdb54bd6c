package dev.sluice.media.libav.still;

import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_ATTACHMENT;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.mux.Muxer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Writes a cover the way each container stores it: in mp4, m4a and mp3 as a picture among the
 * file's tags, in mkv as an attachment, in Ogg as a comment.
 */
public final class CoverWriter {
  private static final int PADDING = 64;
  private static final int FRONT_COVER = 3;

  private final AVPacket picture;
  private final Muxer muxer;

  private CoverWriter(AVPacket picture, Muxer muxer) {
    this.picture = picture;
    this.muxer = muxer;
  }

  /**
   * Adds the cover to the muxer, which writes it when it starts.
   *
   * @param picture the cover; remains the caller's and must not be freed before the muxer has
   *     started
   */
  public static void add(AVCodecParameters parameters, AVPacket picture, Muxer muxer) {
    CoverWriter cover = new CoverWriter(picture, muxer);
    switch (muxer.traits().coverStorage()) {
      case COMMENT -> cover.comment(parameters);
      case ATTACHMENT -> cover.attach(muxer.addStream(), parameters.codec_id());
      case STREAM -> cover.accompany(muxer.addStream(), parameters);
    }
  }

  private void accompany(AVStream target, AVCodecParameters parameters) {
    avcodec.avcodec_parameters_copy(target.codecpar(), parameters);
    target.codecpar().codec_tag(0);
    target.disposition(AV_DISPOSITION_ATTACHED_PIC);
    target.time_base().num(1).den(90_000);
    if (muxer.traits().has(Trait.ID3_TAGS)) {
      // Without this comment the picture has the type "other", which many players do not show.
      AVDictionary tags = new AVDictionary((Pointer) null);
      av_dict_set(tags, "comment", "Cover (front)", 0);
      target.metadata(tags);
    }
    muxer.inHead(() -> write(target));
  }

  // A picture block of FLAC (RFC 9639) in Base64.
  private void comment(AVCodecParameters parameters) {
    byte[] type = mimeType(parameters.codec_id()).getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = JpegImage.bytes(picture);
    ByteBuffer block = ByteBuffer.allocate(8 * Integer.BYTES + type.length + bytes.length);
    block.putInt(FRONT_COVER).putInt(type.length).put(type).putInt(0);
    block.putInt(parameters.width()).putInt(parameters.height()).putInt(24).putInt(0);
    block.putInt(bytes.length).put(bytes);
    AVDictionary tags = muxer.context().metadata();
    AVDictionary all = tags == null ? new AVDictionary((Pointer) null) : tags;
    String text = Base64.getEncoder().encodeToString(block.array());
    av_dict_set(all, "METADATA_BLOCK_PICTURE", text, 0);
    muxer.context().metadata(all);
  }

  private static String mimeType(int codec) {
    return codec == avcodec.AV_CODEC_ID_PNG ? "image/png" : "image/jpeg";
  }

  private void attach(AVStream target, int codec) {
    boolean png = codec == avcodec.AV_CODEC_ID_PNG;
    BytePointer copy = new BytePointer(av_mallocz(picture.size() + (long) PADDING));
    BytePointer.memcpy(copy, picture.data(), picture.size());
    target.codecpar().codec_type(AVMEDIA_TYPE_ATTACHMENT);
    target.codecpar().codec_id(codec);
    target.codecpar().extradata(copy);
    target.codecpar().extradata_size(picture.size());
    AVDictionary tags = new AVDictionary((Pointer) null);
    av_dict_set(tags, "filename", png ? "cover.png" : "cover.jpg", 0);
    av_dict_set(tags, "mimetype", mimeType(codec), 0);
    target.metadata(tags);
  }

  private void write(AVStream target) {
    AVPacket packet = avcodec.av_packet_clone(picture);
    try {
      packet.pts(0);
      packet.dts(0);
      muxer.writeNow(packet, target);
    } finally {
      avcodec.av_packet_free(packet);
    }
  }

  public static long bytes(AVStream source) {
    return source.attached_pic().size();
  }
}
