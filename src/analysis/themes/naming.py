from __future__ import annotations
import numpy as np, pandas as pd
from scipy import sparse

def terms(lexicon, labels, top=10):
    borne = sparse.csc_array(lexicon.counts > 0).astype(float)
    k=int(labels.max())+1
    hot=np.eye(k)[labels]
    size=hot.sum(0)
    inside=(borne.T@hot).T  # k x terms
    total=inside.sum(0); n=size.sum()
    p_in=inside/size[:,None]
    p_out=(total-inside+.5)/(n-size[:,None]+1)
    w=p_in*np.log(np.maximum((inside+.5)/(size[:,None]+1)/p_out,1e-12))
    w=np.where((inside>=np.minimum(2,size)[:,None]),w,0).clip(0)
    w=np.round(w,9)
    keys=lexicon.keys
    col={key:i for i,key in enumerate(keys)}
    pairs={}
    for key in keys:
        if ' ' in key:
            for s in key.split(): pairs.setdefault(s,[]).append(col[key])
    out=[]
    for g in range(k):
        order=sorted(np.flatnonzero(w[g]>0),key=lambda i:(-w[g,i],keys[i]))
        used=set(); row=[]
        for i in order:
            if len(row)==top: break
            if set(keys[i].split())&used: continue
            if ' ' not in keys[i]:
                best=max(pairs.get(keys[i],[]),key=lambda j:(inside[g,j],w[g,j]),default=None)
                if best is not None and inside[g,best]>=PAIR*inside[g,i] and w[g,best]>0: i=best
                if set(keys[i].split())&used: continue
            used|=set(keys[i].split()); row.append(i)
        out.append([(lexicon.shown[i],round(w[g,i],3),int(inside[g,i]),i) for i in row])
    return out,w
PAIR=.6
