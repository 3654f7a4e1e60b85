package org.flatsweep.training.data;

/**
 * A dataset split for one kind of trial.
 *
 * @param train what gradients see; its size is the N of the penalties
 * @param validation what chooses configurations
 * @param test what is reported
 * @param flips whether a mirrored image keeps its class
 * @param sha256 of the source files in order, in hex
 */
public record Dataset(Images train, Images validation, Images test, boolean flips, String sha256) {}
