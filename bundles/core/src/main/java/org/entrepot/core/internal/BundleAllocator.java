package org.entrepot.core.internal;

import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferPool;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation;
import org.entrepot.api.Seat;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.buffer.RecyclingPool;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The allocator of one bundle: charges what it gives to the bundle that took the service. */
@Component(scope = ServiceScope.BUNDLE)
public final class BundleAllocator implements Allocator {
    private final Engine engine;
    private final Bundle user;
    private volatile @Nullable Account account;
    /** Under its own monitor. */
    private boolean givenBack;

    /** Serves the bundle that the context names. */
    @Activate
    public BundleAllocator(@Reference Engine engine, ComponentContext context) {
        this.engine = engine;
        this.user = context.getUsingBundle();
    }

    @Override
    public DmaBuf allocate(AllocationRequest request) {
        return engine.buffers().allocate(request, account());
    }

    @Override
    public Explanation explain(AllocationRequest request) {
        return engine.selection().plan(request).explanation();
    }

    @Override
    public BufferPool pool(AllocationRequest request, int capacity, Zeroing zeroing) {
        return engine.pool(new RecyclingPool.Terms(request, capacity, zeroing), account());
    }

    @Override
    public BufferCollection collection(AllocationRequest request) {
        return engine.collections().open(request, account());
    }

    @Override
    public Seat join(long collection, String participant) {
        return engine.collections().join(collection, participant, account());
    }

    /** A bundle that stops gives all its services back before its account is closed. */
    @Deactivate
    synchronized void deactivate() {
        givenBack = true;
    }

    /** The bundle's account, looked up once: the service ends with the bundle, and the account too. */
    private Account account() {
        Account known = account;
        return known == null ? opened() : known;
    }

    /** Opens no account for a thread that goes on after its bundle stopped: nobody would close it. */
    private synchronized Account opened() {
        String bundle = String.valueOf(user.getSymbolicName());
        if (givenBack) {
            throw Account.stopped(bundle);
        }
        Account opened = engine.accounts().of(user.getBundleId(), bundle);
        account = opened;
        return opened;
    }
}
