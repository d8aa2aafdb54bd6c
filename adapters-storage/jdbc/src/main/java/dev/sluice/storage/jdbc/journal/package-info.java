/** A journal next to the H2 database, which restores what H2 loses when the process is killed. */
@NullMarked
package dev.sluice.storage.jdbc.journal;

import org.jspecify.annotations.NullMarked;
