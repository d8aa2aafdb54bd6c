package dev.sluice.media.libav.check;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.media.libav.check.TruncationCheck.Part;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the pieces of an input with what its manifest promises: a segment that was cut between
 * two packets, or that came empty, leaves no other trace than the time that is missing.
 *
 * <p>Manifests round, and some give all segments the same duration. So a piece counts as cut only
 * if it is shorter than promised and time is missing between it and the next piece. A last piece
 * has no next one: its promise counts if the others kept theirs, in a format where a cut leaves no
 * other trace. In microseconds.
 */
final class PieceCheck {
  private static final long MIN_GAP = 400_000;

  /** A gap counts if it is so many times the widest one within the pieces. */
  private static final int WIDER = 2;

  /** With fewer packets in a piece nothing is known about the usual distance between them. */
  private static final int MIN_PACKETS = 3;

  /** Behind a clip, reading ends with the first packet of each stream. */
  private static final int MIN_PACKETS_BEHIND = 2;

  private static final long MIN_SHORTFALL = 500_000;
  private static final long MIN_SHORTFALL_ALONE = 1_000_000;
  private static final int SHORTFALL_PART = 4;
  private static final long MIN_KEPT = 250_000;
  private static final int KEPT_PART = 10;
  private static final double MOST = 0.8;

  /** So many pieces are kept; those before are judged and forgotten. */
  private static final int MAX_PIECES = 1 << 10;

  /** So many cuts are kept; those before are added up. */
  private static final int MAX_CUTS = 1 << 10;

  private final MediaInput input;
  private final boolean countsLast;
  private final TreeMap<Long, Extent> pieces = new TreeMap<>();
  private final Deque<Cut> judgedCuts = new ArrayDeque<>();
  private int judged;
  private int judgedKept;
  private long judgedSection = -1;
  private long judgedStart;
  private long judgedPromise;
  private Extent current = new Extent(null);
  private long widest;

  /**
   * Pieces that were found to be cut and forgotten.
   *
   * @param until the position of the end of the last of them
   * @param nextUntil the position of the end of the next one
   */
  private record Cut(long until, long nextUntil, int pieces, long missing) {
    Cut with(Cut later) {
      return new Cut(later.until, later.nextUntil, pieces + later.pieces, missing + later.missing);
    }
  }

  /**
   * @param countsLast whether the promise for a last piece counts
   */
  PieceCheck(MediaInput input, boolean countsLast) {
    this.input = input;
    this.countsLast = countsLast;
  }

  /**
   * Records a packet of sound or picture.
   *
   * @param position of the packet in the input; negative if it is unknown
   * @param start its time on the clock of its piece
   */
  void record(long position, long start, long end) {
    if (position >= 0) {
      input
          .pieceAt(position)
          .ifPresent(
              piece -> current = pieces.computeIfAbsent(piece.from(), from -> new Extent(piece)));
      if (pieces.size() > MAX_PIECES) {
        judgeFirst();
      }
    }
    if (current.packets > 0) {
      widest = Math.max(widest, start - current.end);
    }
    current.packets++;
    current.start = Math.min(current.start, start);
    current.end = Math.max(current.end, end);
  }

  // A live stream may last for days. What its next thousand pieces say is enough.
  private void judgeFirst() {
    List<Extent> known = known();
    Extent first = pieces.firstEntry().getValue();
    if (first.hasPromise() && known.size() > 2) {
      long shortfall = shortfall(known, 0, MIN_PACKETS);
      if (shortfall > 0) {
        judgedCuts.add(new Cut(known.get(1).from(), known.get(2).from(), 1, shortfall));
        if (judgedCuts.size() > MAX_CUTS) {
          judgedCuts.addFirst(judgedCuts.remove().with(judgedCuts.remove()));
        }
      }
      judged++;
      judgedKept += first.kept() ? 1 : 0;
      if (judgedSection != first.section()) {
        judgedSection = first.section();
        judgedStart = first.start;
        judgedPromise = 0;
      }
      judgedPromise += first.promised();
    }
    pieces.pollFirstEntry();
  }

  private List<Extent> known() {
    return pieces.values().stream().filter(Extent::hasPromise).toList();
  }

  /** Returns how many pieces and cuts are kept. */
  int size() {
    return pieces.size() + judgedCuts.size();
  }

  /**
   * Returns what is missing, as a sentence without a full stop.
   *
   * @param part the part that counts
   * @param isAtEnd whether the end of the input has been read
   */
  Optional<String> findMissing(Part part, boolean isAtEnd) {
    List<Extent> known = known();
    int first = indexOf(part.from(), known) - (part.beginsLate() ? 1 : 0);
    int last = indexOf(part.to(), known);
    int cut = 0;
    long missing = 0;
    for (Cut piece : judgedCuts) {
      if ((part.beginsLate() ? piece.nextUntil() : piece.until()) > part.from()) {
        cut += piece.pieces();
        missing += piece.missing();
      }
    }
    for (int i = Math.max(0, first); i < known.size() && i <= last; i++) {
      // The rest of the last piece may lie behind the clip, or may not have been read.
      boolean isKnown = i < last || (part.endsEarly() && (isAtEnd || i + 1 < known.size()));
      if (!isKnown) {
        break;
      }
      long shortfall = shortfall(known, i, i == last ? MIN_PACKETS_BEHIND : MIN_PACKETS);
      if (shortfall > 0) {
        cut++;
        missing += shortfall;
      }
    }
    if (cut == 0) {
      return Optional.empty();
    }
    String which =
        cut == 1
            ? "a segment is"
            : String.format(Locale.ROOT, "%,d of its %,d segments are", cut, judged + known.size());
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s shorter than the manifest announces, and %.1f seconds are missing",
            which,
            missing / 1e6));
  }

  private long shortfall(List<Extent> known, int index, int leastOfNext) {
    Extent piece = known.get(index);
    boolean hasNext = index + 1 < known.size() && known.get(index + 1).section() == piece.section();
    return hasNext
        ? missingBetween(piece, known.get(index + 1), leastOfNext)
        : missingAtEnd(piece, known);
  }

  private static int indexOf(long position, List<Extent> known) {
    int index = known.size() - 1;
    while (index > 0 && known.get(index).from() > position) {
      index--;
    }
    return index;
  }

  private long missingBetween(Extent piece, Extent next, int leastOfNext) {
    long gap = next.start - piece.end;
    long shortfall = piece.promised() - piece.covered();
    boolean isGap =
        gap > Math.max(MIN_GAP, WIDER * widest)
            && piece.packets >= MIN_PACKETS
            && next.packets >= leastOfNext;
    return isGap && shortfall > gap / 2 ? Math.min(gap, shortfall) : 0;
  }

  private long missingAtEnd(Extent piece, List<Extent> all) {
    long shortfall = Math.min(piece.promised() - piece.covered(), missingInSection(piece, all));
    boolean isAlone = judged + all.size() == 1;
    long least = isAlone ? MIN_SHORTFALL_ALONE : MIN_SHORTFALL;
    if (!countsLast
        || piece.packets < MIN_PACKETS
        || shortfall <= Math.max(least, piece.promised() / SHORTFALL_PART)) {
      return 0;
    }
    long kept = all.stream().filter(other -> other != piece && other.kept()).count();
    boolean othersKept = judgedKept + kept >= MOST * (judged + all.size() - 1);
    return isAlone || othersKept ? shortfall : 0;
  }

  // Promises that are wrong piece by piece may be right in sum.
  private long missingInSection(Extent last, List<Extent> all) {
    List<Extent> section = all.stream().filter(p -> p.section() == last.section()).toList();
    boolean isContinued = last.section() == judgedSection;
    long start = isContinued ? judgedStart : section.get(0).start;
    long promised = section.stream().mapToLong(Extent::promised).sum();
    return promised + (isContinued ? judgedPromise : 0) - (last.end - start);
  }

  private static final class Extent {
    private final Optional<Piece> piece;
    private long packets;
    private long start = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;

    Extent(@Nullable Piece piece) {
      this.piece = Optional.ofNullable(piece);
    }

    boolean hasPromise() {
      return piece.flatMap(Piece::duration).isPresent();
    }

    long promised() {
      return piece.flatMap(Piece::duration).orElseThrow().toNanos() / 1_000;
    }

    long from() {
      return piece.orElseThrow().from();
    }

    long section() {
      return piece.orElseThrow().section();
    }

    long covered() {
      return end - start;
    }

    boolean kept() {
      return Math.abs(promised() - covered()) <= Math.max(MIN_KEPT, promised() / KEPT_PART);
    }
  }
}
