package dev.sluice.media.libav;

import dev.sluice.core.port.media.Transcoder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.contract.TranscoderContract;

class ProcessTranscoderTest extends TranscoderContract {
  private static final SampleClip FILM = SharedTranscoder.FILM;
  private static final byte[] BOTH = FILM.bytes();
  private static final byte[] PICTURE = FILM.silent().bytes();
  private static final byte[] SOUND = FILM.blind().bytes();

  @Override
  protected Transcoder transcoder() {
    return SharedTranscoder.INSTANCE;
  }

  @Override
  protected byte[] film() {
    return BOTH;
  }

  @Override
  protected byte[] pictureOnly() {
    return PICTURE;
  }

  @Override
  protected byte[] soundOnly() {
    return SOUND;
  }
}
