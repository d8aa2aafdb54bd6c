/** The operator's settings: each has one name in three spellings. */
@NullMarked
package dev.sluice.app.settings;

import org.jspecify.annotations.NullMarked;
