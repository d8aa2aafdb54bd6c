/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.jdbc.journal;

import org.jspecify.annotations.NullMarked;
