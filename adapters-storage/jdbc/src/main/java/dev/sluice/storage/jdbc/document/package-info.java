/** Jobs as JSON documents, as the table and the journal store them. */
@NullMarked
package dev.sluice.storage.jdbc.document;

import org.jspecify.annotations.NullMarked;
