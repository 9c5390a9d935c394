/**
 * Messages that are not keys: questions, complaints, typos, shouting. None of them is in training.ts. Without accents
 * and spaces, many of them are valid base32.
 */
const lines = `
nem fogadja el a kódot
hova kell most írni
nem tudom beolvasni a kódot
kérek egy új kódot
nem megy nekem ez az egész
miért nem jó a kulcs
elakadtam segíts kérlek
hol van a törlőkód
mi az a kulcs és hol találom
rossz kódot adtál megint
most akkor mit nyomjak meg
nem látom a gombot sehol
kiírta hogy hibás azonosító
elveszett a telefonom mi legyen
köszönöm szépen a segítséget
szia, tudsz segíteni nekem?
nem értem amit írsz
mondd el még egyszer lassan
hány számjegyű a kód
letelt az idő mire beírtam
beírtam de nem engedett be
kidobott a rendszer megint
lejárt a jelszavam és nem tudok belépni
elfelejtettem a jelszót
nincs meg a felhasználónevem
nem jön az email pedig vártam
hiába kattintok nem csinál semmit
a fiam állította be de elutazott
hogyan lehet ezt kikapcsolni
töröld ki az összes adatomat
ki vagy te és miben segítesz
nem bízom a robotokban
ez ingyenes vagy fizetni kell érte
átverés ez vagy komoly dolog
hivatalos ez az oldal
be akarok lépni a tárhelyemre
hol kell beolvasni a képet
a kamera nem működik a telefonomon
túl sötét lett a fénykép
csak a felét küldtem el bocsi
nem fér ki a képernyőre
várj mindjárt küldöm
egy pillanat keresem
itt a kép amit kértél
ezt írta ki most
visszaléptem és eltűnt
újra kell kezdenem az egészet
mennyi ideig jó ez a szám
a gép előtt ülök most
a számítógépen vagy a telefonon nyissam meg
két telefonom van melyikkel csináljam
nincs okostelefonom csak nyomógombos
tabletről is meg lehet csinálni
lehet számítógépről is használni
segítsetek valaki ebben
hol lehet telefonálni ügyben
melyik számot kell hívni
mikor van nyitva a kormányablak
időpontot kell foglalni oda
milyen papírokat vigyek magammal
elég a személyi igazolvány
útlevéllel is lehet menni
hetvennyolc éves vagyok
nem vagyok otthon ebben a témában
a szomszéd mutatta meg de elfelejtettem
feljegyeztem egy papírra valahova
kihúztam véletlenül a papírról
összefolynak a szemem előtt a betűk
nem tudom elolvasni mert apró
nagyobb betűvel nem lehetne
jól írtam be mégsem jó
mit jelent az hogy érvénytelen kulcs
hol a nagy i és a kis el között a különbség
nulla vagy o betű az ott
egyes vagy kis el betű
mellékelem a képernyőképet
nem enged képernyőképet készíteni
hogy kell képernyőfotót csinálni
samsungom van azon hogy megy
iphone-on hol van a galéria
androidos a készülékem
frissíteni kellett a telefont és azóta rossz
újratelepítettem az alkalmazást és nincs benne semmi
kitöröltem az alkalmazást véletlenül
mindent elölről kell csinálnom
hiba lépett fel a feldolgozás során
karbantartás miatt nem elérhető
túl sok próbálkozás miatt zárolva
letiltottak mert elgépeltem
fel lehet oldani a zárolást valahogy
az emailcímem megváltozott közben
régi freemailes címem van megadva
a citromail megszűnt mit csináljak
nem férek hozzá a régi postaládámhoz
spam mappában sincs
a levélszemét között sem találom
egy órája várok az üzenetre
sms-ben nem tudják elküldeni
hívjon fel valaki legyen szíves
nem akarok robottal beszélni
adjatok egy embert
beszélhetnék egy ügyintézővel
ügyintézőt kérek most azonnal
nagyon dühös vagyok erre az egészre
ez egy vicc komolyan mondom
kész agyrém ez a rendszer
szégyen amit az öregekkel csinálnak
régen minden egyszerűbb volt
sírni tudnék már
a hajamat tépem
idegbajt kapok ettől
nyugodjunk meg és kezdjük újra
jó akkor próbáljuk meg még egyszer
na jó feladom köszi mindent
majd holnap folytatom
holnap reggel visszajövök
most nem érek rá
később visszatérek rá
megyek ebédelni utána folytatjuk
kész vagyok vele sikerült
hurrá működik végre
beengedett nagyon köszönöm
ügyes vagy te kis robot
isten áldjon meg érte
mivel tartozom ezért
honnan tudod a kódot
mit tárolsz rólam
törölhetem magam innen
hogyan tudlak letiltani
ne írjál többet
hagyj békén légy szíves
leiratkozom erről
kinek adhatom meg a kulcsot
elküldhetem a lányomnak is
a könyvelőmnek kell a hozzáférés
meghatalmazást szeretnék adni
a céges tárhelybe hogyan jutok be
cégkapu vagy ügyfélkapu kell nekem
egyéni vállalkozó vagyok
adószámom van de cégem nincs
bevallást kell beadni húszadikáig
a nyugdíjamról jött értesítés
lejárt a jogosítványom meg akarom újítani
orvosi receptet szeretnék kiváltani
leletet akarok nézni az eeszt oldalon
a kórházból küldtek valamit
erkölcsi bizonyítványt igényelnék
lakcímet jelentenék be
gépjárművet írattam át
parkolási bírságot kaptam
születési anyakönyvi kivonat kell
gázártámogatást szeretnék igényelni
babaváró miatt kell az igazolás
óvodai beiratkozás miatt lépnék be
felvételizik az unokám ahhoz kell
diákigazolványhoz kérik
szavazni szeretnék külföldről
kettős állampolgár vagyok
erdélyből írok hogy működik innen
bécsben dolgozom nem tudok hazamenni
londonban élek a fiammal
a konzulátuson lehet intézni
nincs magyar telefonszámom
másik országban vagyok most
az óra át lett állítva lehet attól rossz
pontos időt mutat a telefonom
nem egyezik a két szám
mást mutat a gép mint amit küldtél
melyik mezőbe írjam a hat számot
azonosító megadása ide mit írjak
mobilalkalmazásban kapott azonosító micsoda
az ügyfélkapus jelszó melyik
jelszót kér de nem fogadja el
kisbetű nagybetű számít benne
szóközzel vagy egybe írjam
kötőjel is kell bele
hogy kell kijelölni és másolni
nem tudok másolni a telefonon
nem jelenik meg a beillesztés
hosszan nyomva tartom és semmi
kimásoltam de nem oda került
nem találom a letöltött fájlt
hova mentette el a telefon
galériában nincs benne a kép
egy négyzetet látok fekete pöttyökkel
eltűnt a négyzet mielőtt lefotóztam
nem tudom visszahozni azt az oldalt
letelt a munkamenet
kijelentkeztetett magától
belépés után semmi nem történik
fehér képernyő jön be
angolul ír ki valamit
magyarul nem tud ez
mit jelent hogy authenticator
google hitelesítőt kell letölteni
microsoftos alkalmazás jó lesz
melyiket töltsem le a sok közül
fizetőset töltöttem le azt hiszem
levont kétezer forintot a kártyámról
bankszámlámról levontak pénzt
előfizetést kötöttem véletlenül
hogy mondom le az előfizetést
csalók hívtak telefonon
azt mondta hogy a banktól hívnak
megadtam neki a kódot most mi lesz
ellopták az adataimat szerintem
feltörték a fiókomat
jelszót cserélnék de hol
új telefonra váltottam
átvinném a másik készülékre
a régi telefont eladtam már
leesett és összetört a kijelző
vízbe esett a telefonom
nem kapcsol be a készülék
elfogyott a keret a mobilneten
nincs wifi a nyaralóban
térerő sincs itt a faluban
kattintottam a beállítás másik eszközre gombra
az ügyfélkapu törlésére nyomtam rá jaj
visszavonható a törlés
lementettem a törlőkódot pdf-be
elfelejtettem lementeni a törlőkódot
nem mutatja többet a törlőkódot
hova kell eltenni azt a nyolc számot
a befejezés gombot nem nyomtam meg
bejelöltem a négyzetet és tovább
tovább gomb szürke nem lehet megnyomni
nem aktív a mentés gomb
igénylése vagy beállítások melyik kell
két gomb van majdnem egyforma
az emailes kódosat választottam
inkább emailben kérném a kódot
dáp alkalmazással egyszerűbb lenne
állampolgár applikációt letöltöttem
ahhoz be kell menni személyesen
arcképes azonosítás megszűnt
kártyaolvasóm nincs otthon
hol van a zöld boríték
elkallódott a kódkártyám
kerékegyújkódot
kérek egy uj kodott
nemtom mit kell csinalni
nemtudok belepni segitseg
nem tom hogy kell ezt
hogy a búbánatba kell ezt csinálni
mér nem jó ez
hunvan a gomb
asszem rosszul csinálom
lécci segíts má
pls segíts gyorsan
köszke mindent tesó
nemár megint rossz
ja bocs félreírtam
asziszem nem ez az
naaa mivan már
hahó van ott valaki
válaszolj már valamit
mennyivel drágább igy
nem müködik semmi se
segitségetek elöre is köszönöm
mostmár tényleg ideges vagyok
aztírja hogy nemjó
ezvan kiírva a képernyöre
irja hogy lejárt az idő
beirtam és elutasította
ujat kérek mert az rosz
nemkaptam semilyen levelett
tecik tudni segiteni
tudna nekem segíteni valaki kérem
jó estét, elnézést a késői zavarásért
kellemes ünnepeket kívánok
boldog új évet mindenkinek
szép jó reggelt kívánok önnek
üdvözlettel nagy istvánné
tisztelettel szabó gábor
horváth erzsébet vagyok szolnokról
tóth józsefné sz kiss mária
nyíregyházi vagyok helyben intézném
hódmezővásárhelyen lakom
székesfehérvár mellett élünk
balatonfüredi nyaralóban vagyok
zalaegerszegen hova menjek
azt hittem ez a kulcs de nem
ez a kulcsom szerinted
mondjad a kulcsot akkor
kulcs nélkül nem megy tovább
elhagytam a kulcsomat
a lakáskulcsomat is elhagytam
kulcsszót kér tőlem
titkos kódot kérdez a gép
mi a titkos karaktersor
hosszú betűsort ad ki helyette
manuális beállítást választottam
kézi adatbevitelre nyomtam
fiók nevének mit írjak
szolgáltatás neve legyen mi
kategória színt is kér
időalapú vagy számláló alapú
beolvastam és hozzáadta
harminc másodpercenként változik
megváltozott mire leírtam
gyorsan kell beírni nagyon
lassú vagyok hozzá öreg vagyok
remeg a kezem nem tudok gépelni
rosszul látok szürkehályogom van
fél szememre vak vagyok
felolvasná nekem valaki
hangosan is be tudod mondani
számjegyenként írd ki
másold be ide nekem
küldd át emailben is
nyomtatható útmutatót kérek
van erről valami videó
rajzold le vagy mutasd képen
előző lépéshez vissza
ugorjunk a végére
hányadik lépésnél tartok
mennyi van még hátra belőle
elég volt mára ennyi
mondom hogy nem jó
de hát azt írtam be
pont ugyanazt írtam be
semmi különöset nem csináltam
magától csinálta
a feleségem telefonján ment
mindkettőnknek kell külön
egy telefonon két embernek lehet
apám helyett csinálom
anyukám kért meg rá
nagypapámnak segítek éppen
meghalt a férjem az ő fiókját törölném
hagyatéki ügyben kell
közjegyző kérte be
bírósági papír érkezett
végrehajtótól kaptam levelet
áramszolgáltató kéri az azonosítást
vízóraállást jelentenék le
földhivatali tulajdoni lap kell
építési engedélyhez szükséges
kutyachipet regisztrálnék
horgászjegyet váltanék ki
vadászati engedély meghosszabbítása
falugazdász kérte hogy legyen
gazdálkodói támogatás miatt kell
őstermelői igazolványom lejár
lottón nyertem vagy mi ez
esik az eső nálunk ma
jól főztél ma anyus
krumplis tésztát ebédeltünk
mit csinálsz hétvégén
gyere kertet kapálni
xddd ez hülyeség
hahahahaha ez jó
lol ezt nem hiszem el
`;

const foreign = `
i do not understand what i should do
where can i find my secret key
the code is not accepted please help
it does not work on my phone
how do i delete my account from here
which button do i have to press now
please send me a new code quickly
my phone was stolen yesterday evening
sorry wrong chat i meant somebody else
what is this bot good for anyway
can you speak english with me
thanks a lot everything works fine now
good morning everybody how are you
wo muss ich den code eingeben
ich verstehe das leider nicht
der code wird nicht angenommen
bitte schicken sie mir einen neuen
mein handy ist kaputt gegangen
wie kann ich mein konto wieder löschen
sprechen sie auch deutsch mit mir
guten morgen ich komme nicht mehr rein
vielen dank es hat jetzt geklappt
welche taste soll ich denn drücken
`;

const split = (text: string): string[] => text.trim().split("\n");

export const hungarianSentences = split(lines);
export const foreignSentences = split(foreign);
