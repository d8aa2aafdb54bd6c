package dev.sluice.media.libav.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All cases, and those that are known to be wrong. */
final class Corpus {
  /** Names of cases that are not right yet, with the reason of each. */
  static final Map<String, String> KNOWN = KnownFaults.all();

  private Corpus() {}

  static List<CorpusCase> all() {
    List<CorpusCase> cases = new ArrayList<>();
    cases.addAll(TransportCases.all());
    cases.addAll(SoundCases.all());
    cases.addAll(HlsCases.all());
    cases.addAll(DashCases.all());
    cases.addAll(FileCases.all());
    cases.addAll(ServedCases.all());
    cases.addAll(LongCases.all());
    cases.addAll(TrackCases.all());
    Set<String> names = new HashSet<>();
    for (CorpusCase test : cases) {
      if (!names.add(test.name())) {
        throw new IllegalStateException("two cases are called " + test.name());
      }
    }
    if (!names.containsAll(KNOWN.keySet())) {
      throw new IllegalStateException("a known fault has no case");
    }
    return cases;
  }
}
