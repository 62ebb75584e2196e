"""The look of a sweep's page: dark or light as the reader's system is set."""

STYLE = """
:root{color-scheme:light dark;--ink:#1a1a1a;--quiet:#555;--rule:#d9dde1;--paper:#fff;--note:#fdf1e7;--link:#00588a}
@media(prefers-color-scheme:dark){:root{--ink:#eee;--quiet:#b5b5b5;--rule:#3a3f44;--paper:#1e1e1e;--note:#3b2a1c;--link:#7cc4f0}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:52rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.3rem;margin:2.5rem 0 .25rem;
border-top:1px solid var(--rule);padding-top:1rem}
header>p{font-size:1.1rem;margin:.25rem 0 1rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem 1.5rem;margin:0;font-size:.9rem}
dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:1.25rem 0 0;font-size:.95rem}a{color:var(--link)}
figure{margin:1.5rem 0}figcaption{font-size:.9rem;color:var(--quiet);margin-bottom:.5rem}
figcaption strong{color:var(--ink);display:block;font-size:1rem}
figure>div{overflow-x:auto}svg{max-width:100%;min-width:36rem;height:auto;display:block;font:12px system-ui,sans-serif}
svg text{fill:var(--ink)}svg .quiet{fill:var(--quiet)}svg .deep{fill:#fff}
svg .grid{stroke:var(--rule)}svg .axis{stroke:var(--quiet)}
details{margin:1rem 0}summary{cursor:pointer;font-weight:600}details>div{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;margin-top:.5rem}
th,td{padding:.2rem .6rem;text-align:right;border-bottom:1px solid var(--rule)}
th{text-align:right;color:var(--quiet)}td{font-variant-numeric:tabular-nums}
.note{background:var(--note);padding:.6rem .9rem;border-left:4px solid #D55E00;overflow-wrap:anywhere}
"""
