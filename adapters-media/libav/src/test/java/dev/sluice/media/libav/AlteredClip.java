package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.demux.Demuxer;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.PacketCopy;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Remuxes a clip with altered packets, to get files that no encoder makes on purpose. */
final class AlteredClip {
  private AlteredClip() {}

  /**
   * @param format libav's name of the muxer
   * @param alter changes a packet, whose times are in the source's base; false leaves it out
   */
  static byte[] of(byte[] clip, String format, List<Chapter> chapters, Predicate<AVPacket> alter) {
    return of(clip, format, 64_000, Map.of(), chapters, alter);
  }

  /** In fragments, one for each key picture, without a duration in front. */
  static byte[] inFragments(byte[] clip, String moreFlags) {
    Map<String, String> options = Map.of("movflags", "+frag_keyframe+empty_moov" + moreFlags);
    return of(clip, "mp4", 0, options, List.of(), packet -> true);
  }

  private static byte[] of(
      byte[] clip,
      String format,
      long reserve,
      Map<String, String> options,
      List<Chapter> chapters,
      Predicate<AVPacket> alter) {
    MemorySink sink = new MemorySink();
    try (Source source =
            Source.open(
                List.of(MemoryInput.of(clip)),
                StageMonitor.none(),
                100_000_000,
                SpoolFolder.none());
        Muxer muxer = new Muxer(format, sink, StageMonitor.none())) {
      Demuxer demuxer = source.demuxers().get(0);
      List<PacketCopy> routes = new ArrayList<>();
      for (int i = 0; i < demuxer.streamCount(); i++) {
        routes.add(new PacketCopy(demuxer.stream(i), demuxer.traits(), ClipWindow.ALL, muxer));
      }
      MetadataCopier.chapters(chapters, muxer.context());
      muxer.start(reserve, options);
      AVPacket packet = av_packet_alloc();
      while (demuxer.read(packet)) {
        if (alter.test(packet)) {
          routes.get(packet.stream_index()).accept(packet);
        } else {
          av_packet_unref(packet);
        }
      }
      av_packet_free(packet);
      muxer.finish();
    }
    return sink.bytes();
  }
}
