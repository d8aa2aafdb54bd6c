/** What the operator decides: each setting under one name in three spellings. */
@NullMarked
package dev.sluice.app.settings;

import org.jspecify.annotations.NullMarked;
