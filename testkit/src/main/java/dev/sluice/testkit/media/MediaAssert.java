package dev.sluice.testkit.media;

import dev.sluice.testkit.media.DecodedSound.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a decoded file. */
public final class MediaAssert extends AbstractAssert<MediaAssert, DecodedMedia> {
  private MediaAssert(DecodedMedia actual) {
    super(actual, MediaAssert.class);
  }

  /** Begins an assertion. */
  public static MediaAssert assertThatMedia(DecodedMedia actual) {
    return new MediaAssert(actual);
  }

  /**
   * Verifies that each flash has its beep, from the start through the middle to the end, and each
   * beep its flash.
   *
   * @param tolerance the largest offset between the two
   */
  public MediaAssert isInSync(Duration tolerance) {
    isNotNull();
    SyncOffsets sync = SyncOffsets.of(actual);
    if (sync.offsets().isEmpty()) {
      fail(
          "No beep can be compared with a flash: the file has %d flashes and %d beeps",
          actual.flashes().size(), actual.sound().beeps().size());
    }
    if (!sync.unpaired().isEmpty()) {
      fail("Flashes or beeps lack their counterpart, at %s", seconds(sync.unpaired()));
    }
    if (sync.worst().compareTo(tolerance) > 0) {
      fail(
          "The sound is later than the picture by %d ms at the start, %d ms in the middle and %d ms"
              + " at the end; the largest offset is %d ms",
          sync.start().toMillis(),
          sync.middle().toMillis(),
          sync.end().toMillis(),
          sync.worst().toMillis());
    }
    return this;
  }

  /**
   * Verifies that nothing is missing or repeated: each audio frame begins where the one before
   * ended, no silence interrupts the hum of {@link FlashAndBeep}, and the times of the pictures
   * grow evenly.
   *
   * @param tolerance the largest hole or overlap
   */
  public MediaAssert isGapless(Duration tolerance) {
    isNotNull();
    List<String> faults = new ArrayList<>();
    List<Frame> frames = actual.sound().frames();
    for (int i = 1; i < frames.size(); i++) {
      Duration hole = frames.get(i).time().minus(frames.get(i - 1).end());
      if (hole.abs().compareTo(tolerance) > 0) {
        faults.add(
            text(
                "%s of %d ms in the sound at %s",
                hole.isNegative() ? "an overlap" : "a hole",
                hole.abs().toMillis(),
                seconds(frames.get(i).time())));
      }
    }
    for (int i = 1; i < actual.sound().audible().size(); i++) {
      Duration from = actual.sound().audible().get(i - 1).to();
      Duration silence = actual.sound().audible().get(i).from().minus(from);
      if (silence.compareTo(tolerance) > 0) {
        faults.add(text("silence of %d ms at %s", silence.toMillis(), seconds(from)));
      }
    }
    faults.addAll(unevenPictures(tolerance));
    if (!faults.isEmpty()) {
      fail("The file has %d gaps: %s", faults.size(), String.join(", ", faults));
    }
    return this;
  }

  private List<String> unevenPictures(Duration tolerance) {
    List<String> faults = new ArrayList<>();
    List<DecodedPicture> pictures = actual.pictures();
    List<Duration> steps = new ArrayList<>();
    for (int i = 1; i < pictures.size(); i++) {
      steps.add(pictures.get(i).time().minus(pictures.get(i - 1).time()));
    }
    if (steps.isEmpty()) {
      return faults;
    }
    Duration usual = steps.stream().sorted().toList().get(steps.size() / 2);
    for (int i = 0; i < steps.size(); i++) {
      Duration more = steps.get(i).minus(usual);
      if (more.abs().compareTo(tolerance) > 0) {
        faults.add(
            text(
                "a picture shown %d ms too %s at %s",
                more.abs().toMillis(),
                more.isNegative() ? "briefly" : "long",
                seconds(pictures.get(i).time())));
      }
    }
    return faults;
  }

  /** Verifies that the pictures are those of another file, pixel by pixel; times are ignored. */
  public MediaAssert hasSamePicturesAs(DecodedMedia other) {
    isNotNull();
    compare(
        "picture",
        actual.pictures().stream().map(DecodedPicture::hash).toList(),
        other.pictures().stream().map(DecodedPicture::hash).toList());
    return this;
  }

  /**
   * Verifies that the audio frames are those of another file, sample by sample; times are ignored.
   * The first and the last may differ, since containers cut them differently.
   */
  public MediaAssert hasSameSoundAs(DecodedMedia other) {
    isNotNull();
    compare("audio frame", inner(actual), inner(other));
    return this;
  }

  private static List<Long> inner(DecodedMedia media) {
    List<Long> hashes = media.sound().frames().stream().map(Frame::hash).toList();
    return hashes.size() < 3 ? hashes : hashes.subList(1, hashes.size() - 1);
  }

  private void compare(String what, List<Long> made, List<Long> expected) {
    for (int i = 0; i < Math.min(made.size(), expected.size()); i++) {
      if (!made.get(i).equals(expected.get(i))) {
        fail("The %s %d is another one than expected", what, i);
      }
    }
    if (made.size() != expected.size()) {
      fail("There are %d %ss where %d were expected", made.size(), what, expected.size());
    }
  }

  /**
   * Verifies that picture and sound last as long as expected.
   *
   * @param tolerance the largest deviation of either
   */
  public MediaAssert lasts(Duration expected, Duration tolerance) {
    isNotNull();
    List<Frame> frames = actual.sound().frames();
    if (!frames.isEmpty()) {
      Duration end = frames.get(frames.size() - 1).end();
      if (end.minus(expected).abs().compareTo(tolerance) > 0) {
        fail("The sound ends at %s where %s was expected", seconds(end), seconds(expected));
      }
    }
    List<DecodedPicture> pictures = actual.pictures();
    if (pictures.size() > 1) {
      // The last picture is shown as long as the one before.
      Duration last = pictures.get(pictures.size() - 1).time();
      Duration end = last.plus(last.minus(pictures.get(pictures.size() - 2).time()));
      if (end.minus(expected).abs().compareTo(tolerance) > 0) {
        fail("The picture ends at %s where %s was expected", seconds(end), seconds(expected));
      }
    }
    return this;
  }

  private static List<String> seconds(List<Duration> times) {
    return times.stream().map(MediaAssert::seconds).toList();
  }

  private static String seconds(Duration time) {
    return text("%.3f s", time.toNanos() / 1e9);
  }

  private static String text(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private void fail(String pattern, Object... values) {
    failWithMessage("%s", text(pattern, values));
  }
}
