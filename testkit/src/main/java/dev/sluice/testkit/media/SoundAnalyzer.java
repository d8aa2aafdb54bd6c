package dev.sluice.testkit.media;

import dev.sluice.testkit.media.DecodedSound.Frame;
import dev.sluice.testkit.media.DecodedSound.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Finds beeps and silence in decoded samples, frame by frame, in little memory. */
final class SoundAnalyzer {
  /** How far apart two frames may be and still count as joined. */
  private static final long JOINED_NANOS = 2_000_000;

  /** Silence that is shorter does not interrupt. */
  private static final double BRIDGED_SECONDS = 0.03;

  private static final double WINDOW_SECONDS = 0.005;
  private static final double STEP_SECONDS = 0.001;

  /** The amplitude from which a beep counts: less than half of the signal's own. */
  private static final double BEEP = 0.2;

  /** The amplitude of 1 kHz below which a beep has ended. */
  private static final double NO_BEEP = 0.08;

  /** The mean square of the quietest sound: far below the hum, above the noise of codecs. */
  private static final double SILENCE = 0.012 * 0.012;

  private final List<Frame> frames = new ArrayList<>();
  private final List<Duration> beeps = new ArrayList<>();
  private final List<Interval> audible = new ArrayList<>();

  private float[] run = new float[0];
  private int length;
  private int done;
  private int rate;
  private long startNanos;
  private long startSample;
  private boolean inBeep;
  private double audibleFrom = Double.NaN;
  private double audibleTo;

  void add(Duration time, int sampleRate, float[][] channels) {
    int count = channels.length == 0 ? 0 : channels[0].length;
    long nanos = time.toNanos();
    long lasts = Math.round(count * 1e9 / sampleRate);
    frames.add(
        new Frame(time, Duration.ofNanos(lasts), sampleRate, channels.length, hash(channels)));
    long expected = startNanos + Math.round((startSample + length) * 1e9 / Math.max(1, rate));
    if (rate != sampleRate || Math.abs(expected - nanos) > JOINED_NANOS) {
      // The rest of the run is shorter than a window.
      rate = sampleRate;
      startNanos = nanos;
      startSample = 0;
      length = 0;
      done = 0;
      inBeep = false;
    }
    append(channels, count);
    analyze();
  }

  private static long hash(float[][] channels) {
    CRC32 checksum = new CRC32();
    for (float[] channel : channels) {
      byte[] bytes = new byte[channel.length * 4];
      for (int i = 0; i < channel.length; i++) {
        int bits = Float.floatToIntBits(channel[i]);
        bytes[4 * i] = (byte) bits;
        bytes[4 * i + 1] = (byte) (bits >> 8);
        bytes[4 * i + 2] = (byte) (bits >> 16);
        bytes[4 * i + 3] = (byte) (bits >> 24);
      }
      checksum.update(bytes);
    }
    return checksum.getValue();
  }

  private void append(float[][] channels, int count) {
    if (length + count > run.length) {
      run = Arrays.copyOf(run, Math.max(2 * run.length, length + count));
    }
    for (int i = 0; i < count; i++) {
      float sum = 0;
      for (float[] channel : channels) {
        sum += channel[i];
      }
      run[length + i] = sum / channels.length;
    }
    length += count;
  }

  private void analyze() {
    int window = (int) (rate * WINDOW_SECONDS);
    int step = Math.max(1, (int) (rate * STEP_SECONDS));
    while (done + window <= length) {
      double at = startNanos / 1e9 + (double) (startSample + done) / rate;
      double beep = amplitude(done, window);
      if (!inBeep && beep > BEEP) {
        inBeep = true;
        beeps.add(seconds(at + WINDOW_SECONDS * (1 - 2 * BEEP)));
      } else if (beep < NO_BEEP) {
        inBeep = false;
      }
      if (power(done, window) > SILENCE) {
        sounds(at, at + WINDOW_SECONDS);
      }
      done += step;
    }
    // Only what the next window needs is kept.
    int kept = length - done;
    System.arraycopy(run, done, run, 0, kept);
    startSample += done;
    length = kept;
    done = 0;
  }

  private void sounds(double from, double to) {
    if (Double.isNaN(audibleFrom)) {
      audibleFrom = from;
    } else if (from > audibleTo + BRIDGED_SECONDS || from < audibleTo - BRIDGED_SECONDS) {
      audible.add(new Interval(seconds(audibleFrom), seconds(audibleTo)));
      audibleFrom = from;
    }
    audibleTo = to;
  }

  // Goertzel's algorithm.
  private double amplitude(int from, int window) {
    double k = 2 * Math.cos(2 * Math.PI * FlashAndBeep.BEEP_HERTZ / rate);
    double a = 0;
    double b = 0;
    for (int i = 0; i < window; i++) {
      double c = run[from + i] + k * a - b;
      b = a;
      a = c;
    }
    return 2 * Math.sqrt(Math.max(0, a * a + b * b - k * a * b)) / window;
  }

  private double power(int from, int window) {
    double sum = 0;
    for (int i = 0; i < window; i++) {
      sum += run[from + i] * run[from + i];
    }
    return sum / window;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  DecodedSound finish() {
    if (!Double.isNaN(audibleFrom)) {
      audible.add(new Interval(seconds(audibleFrom), seconds(audibleTo)));
      audibleFrom = Double.NaN;
    }
    return new DecodedSound(frames, beeps, audible);
  }
}
