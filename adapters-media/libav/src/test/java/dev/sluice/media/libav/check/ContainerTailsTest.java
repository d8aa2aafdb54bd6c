package dev.sluice.media.libav.check;

import static dev.sluice.media.libav.check.ContainerTails.TransportEnd.WHOLE;
import static dev.sluice.media.libav.check.ContainerTails.TransportEnd.WITHIN_ELEMENTARY_PACKET;
import static dev.sluice.media.libav.check.ContainerTails.TransportEnd.WITHIN_TRANSPORT_PACKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TrackMuxer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerTailsTest {
  @Test
  void ogg_ends_with_a_page_or_is_cut() {
    byte[] page = new byte[27 + 2 + 300];
    System.arraycopy("OggS".getBytes(StandardCharsets.US_ASCII), 0, page, 0, 4);
    page[26] = 2;
    page[27] = (byte) 255;
    page[28] = 45;

    assertThat(ContainerTails.cutsOggPage(page)).isFalse();
    assertThat(ContainerTails.cutsOggPage(Arrays.copyOf(page, page.length - 1))).isTrue();
    assertThat(ContainerTails.cutsOggPage(Arrays.copyOf(page, 20))).isTrue();
    assertThat(ContainerTails.cutsOggPage(join(page, Arrays.copyOf(page, 3)))).isTrue();
    assertThat(ContainerTails.cutsOggPage(join(page, new byte[100]))).as("junk").isFalse();

    byte[] other = page.clone();
    System.arraycopy("OggS".getBytes(StandardCharsets.US_ASCII), 0, other, 320, 4);
    assertThat(ContainerTails.cutsOggPage(other)).as("a pattern by chance").isFalse();
  }

  @Test
  void sound_in_a_transport_stream_is_whole_or_cut() {
    byte[] any = transportPacket(false, 0);
    byte[] first = join(any, transportPacket(true, 300));

    // Six bytes of header and 300 announced: 306 in two packets of 184.
    assertThat(ContainerTails.transportEnd(join(first, any))).isEqualTo(WHOLE);
    assertThat(ContainerTails.transportEnd(first)).isEqualTo(WITHIN_ELEMENTARY_PACKET);
    assertThat(ContainerTails.transportEnd(join(any, transportPacket(true, 0))))
        .as("picture does not say how long it is")
        .isEqualTo(WHOLE);
  }

  @Test
  void transport_packets_are_whole_wherever_the_first_one_begins() {
    byte[] packets = new byte[0];
    for (int i = 0; i < 6; i++) {
      packets = join(packets, transportPacket(false, 0));
    }
    byte[] behindJunk = join(new byte[77], packets);

    assertThat(ContainerTails.transportEnd(behindJunk)).isEqualTo(WHOLE);
    assertThat(ContainerTails.transportEnd(Arrays.copyOf(behindJunk, behindJunk.length - 1)))
        .isEqualTo(WITHIN_TRANSPORT_PACKET);
    assertThat(ContainerTails.transportEnd(join(packets, new byte[] {0x47, 1})))
        .isEqualTo(WITHIN_TRANSPORT_PACKET);
    assertThat(ContainerTails.transportEnd(join(packets, new byte[500]))).isEqualTo(WHOLE);
  }

  @Test
  void the_last_packet_of_a_program_stream_is_whole_or_cut() {
    byte[] pack = hex("000001ba" + "44" + "00".repeat(9));
    byte[] packet = hex("000001e0" + "0014" + "00".repeat(20));
    byte[] whole = join(join(pack, packet), join(packet, packet));

    assertThat(ContainerTails.cutsProgramPacket(whole)).isFalse();
    assertThat(ContainerTails.cutsProgramPacket(Arrays.copyOf(whole, whole.length - 1))).isTrue();
    assertThat(ContainerTails.cutsProgramPacket(join(whole, hex("000001")))).isTrue();
    assertThat(ContainerTails.cutsProgramPacket(join(whole, hex("000001b9")))).isFalse();
    assertThat(ContainerTails.cutsProgramPacket(join(whole, new byte[50]))).as("junk").isFalse();
  }

  @Test
  void the_last_frame_of_sound_is_whole_or_cut() {
    byte[] adts = hex("fff15080" + "03ff" + "fc" + "00".repeat(24));
    adts[4] = 31 >> 3;
    adts[5] = (byte) ((31 & 7) << 5 | 0x1f);
    byte[] frames = join(join(adts, adts), join(adts, adts));

    assertThat(FrameChain.cutsAdtsFrame(frames)).isFalse();
    assertThat(FrameChain.cutsAdtsFrame(Arrays.copyOf(frames, frames.length - 1))).isTrue();
    assertThat(FrameChain.cutsAdtsFrame(join(frames, Arrays.copyOf(adts, 3)))).isTrue();
    assertThat(FrameChain.cutsAdtsFrame(join(frames, new byte[128]))).as("a tag").isFalse();

    // At 48 kHz and 32 kbit/s a frame has 128 bytes.
    byte[] ac3 = Arrays.copyOf(hex("0b770000" + "00" + "40"), 128);
    byte[] more = join(join(ac3, ac3), join(ac3, ac3));
    assertThat(FrameChain.cutsAc3Frame(more)).isFalse();
    assertThat(FrameChain.cutsAc3Frame(Arrays.copyOf(more, more.length - 1))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"fffb9044, 417", "fff39044, 261", "fffd8404, 384", "fff58404, 384"})
  void the_last_frame_of_mpeg_audio_is_whole_or_cut(String header, int length) {
    byte[] frame = Arrays.copyOf(hex(header), length);
    byte[] frames = join(join(frame, frame), join(frame, frame));

    assertThat(FrameChain.cutsMpegFrame(frames)).isFalse();
    assertThat(FrameChain.cutsMpegFrame(Arrays.copyOf(frames, frames.length - 1))).isTrue();
    assertThat(FrameChain.cutsMpegFrame(join(frames, Arrays.copyOf(frame, 2)))).isTrue();
    assertThat(FrameChain.cutsMpegFrame(join(frames, new byte[128]))).as("a tag").isFalse();
  }

  @Test
  void the_last_frame_of_a_flac_is_whole_or_cut() {
    byte[] flac = TrackMuxer.of("flac", TestAudio.of("flac").lasting(1).track()).bytes();

    assertThat(FlacFrames.cutsFrame(flac)).isFalse();
    assertThat(FlacFrames.cutsFrame(Arrays.copyOf(flac, flac.length - 1))).isTrue();
    assertThat(FlacFrames.cutsFrame(Arrays.copyOf(flac, flac.length - 200))).isTrue();
    byte[] tag = Arrays.copyOf("TAG".getBytes(StandardCharsets.US_ASCII), 128);
    assertThat(FlacFrames.cutsFrame(join(flac, tag))).as("a tag").isFalse();
    assertThat(FlacFrames.cutsFrame(join(flac, new byte[900]))).as("padding").isFalse();
    assertThat(FlacFrames.cutsFrame(new byte[900])).as("no frame at all").isFalse();
  }

  @Test
  void the_first_frame_of_an_mp3_may_announce_the_duration() {
    byte[] frame = new byte[417];
    System.arraycopy(hex("fffb9044"), 0, frame, 0, 4);
    System.arraycopy(hex("58696e67" + "00000001" + "00000064"), 0, frame, 36, 12);
    byte[] tag = hex("49443304000000000010" + "00".repeat(16));

    // A hundred frames of 1152 samples at 44.1 kHz.
    assertThat(XingHeader.duration(frame)).hasValue(2_612_244);
    assertThat(XingHeader.duration(join(tag, frame))).hasValue(2_612_244);
    assertThat(XingHeader.duration(new byte[500])).isEmpty();
    assertThat(XingHeader.duration(hex("fffb9044"))).isEmpty();
  }

  private static byte[] transportPacket(boolean begins, int announced) {
    byte[] packet = new byte[188];
    packet[0] = 0x47;
    packet[1] = (byte) (begins ? 0x41 : 0x01);
    packet[3] = 0x10;
    if (begins) {
      packet[6] = 1;
      packet[7] = (byte) 0xc0;
      packet[8] = (byte) (announced >> 8);
      packet[9] = (byte) announced;
    }
    return packet;
  }

  private static byte[] join(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
