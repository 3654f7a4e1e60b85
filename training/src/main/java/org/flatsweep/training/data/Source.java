package org.flatsweep.training.data;

/** A dataset as published: official training and test images. */
record Source(Images train, Images test, boolean flips, String sha256) {}
